import { checkRecording, describeReport } from './check-recording.ts';
import { listRecordings } from './recordings.ts';

/**
 * Judges what the browser tests made the product and HubSpot say to each other: every exchange as HubSpot's client
 * declares it, and enough of them to mean something.
 */
const leastOperations = 15;
const neededStatuses = [200, 201, 207, 401, 409, 429];

const report = checkRecording(...listRecordings());
const missing = neededStatuses.filter((status) => !report.statuses.includes(status));
console.log(describeReport(report));
if (report.seen.size < leastOperations) console.log(`FEWER than ${leastOperations} operations`);
if (missing.length > 0) console.log(`NEVER SEEN: ${missing.join(', ')}`);
const isComplete = report.seen.size >= leastOperations && missing.length === 0;
process.exitCode = report.violations.length === 0 && isComplete ? 0 : 1;
