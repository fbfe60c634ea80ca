/** The package brings no types that its `exports` lets TypeScript find. */
declare module 'asl-validator' {
  export default function aslValidator(definition: object): { isValid: boolean; errorsText: () => string };
}
