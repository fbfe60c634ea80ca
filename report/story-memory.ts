import type { PlanView } from './shapes.ts';

/** One line for people. The kind is for colour; the text says the same without it. */
export type StoryLine = {
  readonly atMillis: number;
  readonly kind: 'good' | 'bad' | 'info' | 'wait';
  readonly state: string;
  readonly text: string;
};

export type Told = {
  readonly kind: StoryLine['kind'];
  readonly text: string;
  readonly state?: string;
} | null;

/** What a storyteller knows of the rollout when the next event comes. */
export type StoryMemory = {
  plan: PlanView | null;
  slot: string | null;
  step: { readonly number: number; readonly weightPercent: number } | null;
  /** What was told last about each subject. */
  readonly said: Map<string, string>;
};

/** Null if the last line about this subject said the same. */
export function once(memory: StoryMemory, subject: string, told: NonNullable<Told>): Told {
  if (memory.said.get(subject) === told.text) return null;
  memory.said.set(subject, told.text);
  return told;
}
