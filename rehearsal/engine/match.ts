import type { StateFailure } from './errors.ts';

/**
 * Whether an ErrorEquals list names this failure. States.ALL leaves out States.Runtime only: recordings show
 * that it takes States.DataLimitExceeded of a task, whatever the guide says. States.TaskFailed is everything but
 * States.Timeout.
 */
export function matches(errorEquals: readonly string[], failure: StateFailure): boolean {
  if (failure.isFinal) return false;
  const names = [failure.error, ...failure.aliases];
  return errorEquals.some((name) => {
    switch (name) {
      case 'States.ALL':
        return failure.error !== 'States.Runtime';
      case 'States.TaskFailed':
        return failure.error !== 'States.Timeout' && failure.error !== 'States.Runtime';
      default:
        return names.includes(name);
    }
  });
}
