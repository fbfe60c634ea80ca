/**
 * A readable name of an execution, the same for the same input: `recommendation-v42-1a2b3c4d5e6f`. Step Functions
 * allows 80 characters; only letters, digits, - and _ also work with its logs.
 */
export function executionName(service: string, label: string, id: string): string {
  const mark = allowed(id).slice(0, markLength);
  const room = mostCharacters - service.length - mark.length - 2;
  const readable = allowed(label).slice(0, room);
  return [service, readable, mark].filter((part) => part !== '').join('-');
}

const mostCharacters = 80;
const markLength = 12;

const allowed = (text: string): string => text.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '');
