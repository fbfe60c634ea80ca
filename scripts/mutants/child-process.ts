/** Another process plays the program as it is on disk: its tests take most of the time, and notice no mutant. */
export class NoProcess extends Error {}

export function spawnSync(): never {
  throw new NoProcess('There are no other processes here.');
}
