import { createRandom } from '#sandbox/kernel/random.ts';
import { type Person, personAt } from '#sandbox/scenarios/people.ts';
import type { Portal } from './portal.ts';

const STAGES = [
  'subscriber',
  'lead',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'customer',
];
const STATUSES = ['NEW', 'OPEN', 'IN_PROGRESS', 'ATTEMPTED_TO_CONTACT', 'CONNECTED', 'BAD_TIMING', ''];
const INTERESTS = ['solar', 'wind', 'storage', 'heat_pumps', 'ev_charging', 'advice'];
const DECIDING = /direttor|director|chief|amministratore|head of|vp /i;
const SIZES: readonly [number, string][] = [
  [5, '1-5'],
  [25, '5-25'],
  [50, '25-50'],
  [100, '50-100'],
  [500, '100-500'],
  [1_000, '500-1000'],
];

/** A person as a HubSpot contact, in stored form; what people.ts does not know is drawn from the same seed. */
export function contactValues(portal: Portal, seed: string, index: number): Map<string, string> {
  const person = personAt(seed, index);
  const random = createRandom(`${seed}/contact/${index}`);
  const stage = random.pick(STAGES);
  const owner = random.chance(0.8) ? random.pick(portal.profile.owners).ownerId : '';
  const isEnergyBuyer = random.chance(0.7);
  const values = new Map([
    ...identityValues(person),
    ['lifecyclestage', stage],
    ['hs_lead_status', stage === 'customer' ? '' : random.pick(STATUSES)],
    ['hubspot_owner_id', owner],
    ['hs_buying_role', DECIDING.test(person.jobTitle) ? 'DECISION_MAKER' : ''],
    ['hs_language', person.mobilePhone.startsWith('+39') ? 'it' : 'en-gb'],
    ['newsletter_opt_in', random.chance(0.5) ? 'true' : random.chance(0.5) ? 'false' : ''],
    ['account_tier', random.chance(0.1) ? 'key' : random.pick(['standard', 'standard', 'small'])],
    ['energy_interests', isEnergyBuyer ? INTERESTS.filter(() => random.chance(0.35)).join(';') : ''],
    ['annual_consumption_kwh', isEnergyBuyer ? String(random.int(20, 9_000) * 100) : ''],
  ]);
  if (stage === 'customer') {
    const day = `${random.int(2021, 2026)}-${twoDigits(random.int(1, 10))}-${twoDigits(random.int(1, 28))}`;
    values.set('contract_start_date', day);
    values.set('closedate', `${day}T10:30:00.000Z`);
  }
  return values;
}

function identityValues(person: Person): [string, string][] {
  return [
    ['email', person.email],
    ['firstname', person.firstName],
    ['lastname', person.lastName],
    ['phone', person.phone],
    ['mobilephone', person.mobilePhone],
    ['jobtitle', person.jobTitle],
    ['company', person.company],
    ['industry', industryLabel(person.industry)],
    ['numemployees', SIZES.find(([most]) => person.employees <= most)?.[1] ?? '1000+'],
    ['annualrevenue', String(person.annualRevenue)],
    ['website', person.website],
    ['address', person.street],
    ['city', person.city],
    ['state', person.state],
    ['zip', person.postalCode],
    ['country', person.country],
  ];
}

const labels = new Map<string, string>();

/** `HOSPITAL_HEALTH_CARE` → `Hospital Health Care`; a contact's industry is free text, unlike a company's. */
function industryLabel(code: string): string {
  const known = labels.get(code);
  if (known !== undefined) return known;
  const label = code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(' ')
    .replaceAll(' And ', ' and ');
  labels.set(code, label);
  return label;
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');
