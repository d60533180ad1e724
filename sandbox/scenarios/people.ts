import { createRandom, type Random } from '#sandbox/kernel/random.ts';
import source from './people.json' with { type: 'json' };

/** Somebody either side may know. Both servers make their records from these, so the same number is the same person. */
export interface Person {
  firstName: string;
  lastName: string;
  /** Lower case, unique among all people of one seed. */
  email: string;
  phone: string;
  mobilePhone: string;
  jobTitle: string;
  company: string;
  /** HubSpot's internal value of the company's industry. */
  industry: string;
  website: string;
  employees: number;
  annualRevenue: number;
  street: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
}

const NAMES_PER_LANGUAGE = source.italian.firstNames.length * source.italian.lastNames.length;
const everyPlace = [...source.italian.places, ...source.english.places];
/** Coprime with the number of names: neighbours get different names, and no name repeats within one round. */
const NAME_STRIDE = 1_171;

/** The person with this number; always the same for the same seed. About one in fifty has dirty values. */
export function personAt(seed: string, index: number): Person {
  const random = createRandom(`${seed}/${index}`);
  const language = index % 2 === 0 ? source.italian : source.english;
  const foreign = index % 2 === 0 ? source.english : source.italian;
  const round = Math.floor(index / 2 / NAMES_PER_LANGUAGE);
  const name = ((index >> 1) * NAME_STRIDE) % NAMES_PER_LANGUAGE;
  const firstName = language.firstNames[name % language.firstNames.length] ?? '';
  const lastName = language.lastNames[Math.floor(name / language.firstNames.length)] ?? '';
  const place = random.pick((random.chance(0.9) ? language : foreign).places);
  const company = random.pick((random.chance(0.9) ? language : foreign).companies);
  const person: Person = {
    firstName,
    lastName,
    email: `${asciiWord(firstName)}.${asciiWord(lastName)}${round === 0 ? '' : round + 1}@${company.domain}`,
    phone: `${place.areaCode} ${random.int(100, 999)} ${random.int(1000, 9999)}`,
    mobilePhone: `${language.mobilePrefix}${random.int(10, 99)} ${random.int(100, 999)} ${random.int(1000, 9999)}`,
    jobTitle: random.pick(language.jobTitles),
    company: company.name,
    industry: company.industry,
    website: `https://www.${company.domain}`,
    employees: company.employees,
    annualRevenue: company.employees * random.int(90, 240) * 1_000,
    street: `${place.street} ${random.int(1, 180)}`,
    city: place.city,
    state: place.state,
    postalCode: place.postalCode,
    country: place.country,
  };
  return random.chance(0.02) ? { ...person, ...dirtyValues(person, random) } : person;
}

/** The same person as another system knows them: moved, promoted, reachable elsewhere. The e-mail stays. */
export function staleCopy(seed: string, index: number): Person {
  const random = createRandom(`${seed}/stale/${index}`);
  const person = personAt(seed, index);
  const place = random.pick(everyPlace.filter((candidate) => candidate.city !== person.city.trim()));
  return {
    ...person,
    phone: `${place.areaCode} ${random.int(100, 999)} ${random.int(1000, 9999)}`,
    jobTitle: `Former ${person.jobTitle}`.slice(0, 120),
    street: `${place.street} ${random.int(1, 180)}`,
    city: place.city,
    state: place.state,
    postalCode: place.postalCode,
    country: place.country,
  };
}

/** What people really type: stray spaces, shouting, line breaks, a whole biography as a job title. */
function dirtyValues(person: Person, random: Random): Partial<Person> {
  const varieties: readonly Partial<Person>[] = [
    { firstName: ` ${person.firstName} `, lastName: person.lastName.toUpperCase() },
    { phone: person.phone.replaceAll(' ', '').replace('+', '00'), mobilePhone: 'see phone' },
    { company: `${person.company}  \t`, website: person.website.replace('https://', '') },
    { street: `${person.street}\nScala B, 3º piano`, city: person.city.toLowerCase() },
    {
      jobTitle:
        `${person.jobTitle}, ${'responsible for contracts, meters and everything else; '.repeat(8)}`.trim(),
    },
    { company: `${person.company} – ${'Gruppo Industriale Riunito '.repeat(12)}`.trim() },
    { firstName: `${person.firstName} 🌞`, jobTitle: '-' },
    { phone: 'n/a', city: 'n/a' },
  ];
  return random.pick(varieties);
}

function asciiWord(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}
