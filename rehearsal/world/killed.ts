/** Thrown by a fault at the call of a handler: its sandbox dies there, as when memory runs out, and nobody in it hears of it. */
export class SandboxKilled extends Error {
  override readonly name = 'SandboxKilled';
}
