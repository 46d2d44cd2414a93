// npm writes funding addresses and deprecation notes into the lock file; the repository keeps names and hashes only.
import fs from 'node:fs';

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.deprecated;
  delete entry.resolved;
}
fs.writeFileSync('package-lock.json', JSON.stringify(lock, null, 2) + '\n');
