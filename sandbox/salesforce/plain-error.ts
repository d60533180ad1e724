import { ApiFault } from './records/api-fault.ts';

/** Runs a control verb; what Salesforce refuses is told with its code, since no API answer carries it here. */
export function plainly<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    throw new Error(error.errors.map(({ code, message }) => `${code}: ${message}`).join('; '));
  }
}
