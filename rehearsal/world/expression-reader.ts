import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validation } from './aws-error.ts';

/** What a request puts in for `#names` and `:values`. */
export type Placeholders = {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
};

const token = /\s*(<>|<=|>=|[()=<>,+.-]|[#:]?[A-Za-z_][A-Za-z0-9_]*|:[A-Za-z0-9_]+|#[A-Za-z0-9_]+)/y;

/** Reads a DynamoDB expression word by word, with its placeholders filled in. */
export class Reader {
  readonly #words: readonly string[];
  readonly #placeholders: Placeholders;
  #at = 0;

  constructor(expression: string, placeholders: Placeholders) {
    this.#words = split(expression);
    this.#placeholders = placeholders;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  done(): boolean {
    return this.#at >= this.#words.length;
  }

  end(): void {
    if (!this.done()) this.#refuse();
  }

  /** Takes the word if it comes next; keywords in any case. */
  maybe(word: string): boolean {
    if (this.peek()?.toUpperCase() !== word.toUpperCase()) return false;
    this.#at += 1;
    return true;
  }

  take(word: string): void {
    if (!this.maybe(word)) this.#refuse();
  }

  keyword<const Word extends string>(...words: readonly Word[]): Word {
    const found = words.find((word) => this.maybe(word));
    return found ?? this.#refuse();
  }

  inParentheses<T>(read: () => T): T {
    this.take('(');
    const result = read();
    this.take(')');
    return result;
  }

  /** `#claim.holder` as `['claim', 'holder']`. */
  path(): readonly string[] {
    const path = [this.#name()];
    while (this.maybe('.')) path.push(this.#name());
    return path;
  }

  value(): AttributeValue {
    const word = this.#word();
    const value = this.#placeholders.values[word];
    if (value === undefined) {
      throw validation(
        `Invalid expression: An expression attribute value used in expression is not defined; attribute value: ${word}`,
      );
    }
    return value;
  }

  #name(): string {
    const word = this.#word();
    if (!/^[#A-Za-z_]/.test(word)) this.#refuse();
    if (!word.startsWith('#')) {
      if (reservedWords.has(word.toUpperCase())) {
        throw validation(
          `Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${word}`,
        );
      }
      return word;
    }
    const name = this.#placeholders.names[word];
    if (name === undefined) {
      throw validation(
        `Invalid expression: An expression attribute name used in the document path is not defined; attribute name: ${word}`,
      );
    }
    return name;
  }

  #word(): string {
    const word = this.peek();
    if (word === undefined) return this.#refuse();
    this.#at += 1;
    return word;
  }

  #refuse(): never {
    const near = this.#words.slice(Math.max(0, this.#at - 1), this.#at + 2).join(' ');
    throw validation(`Invalid expression: Syntax error; token: "${this.peek() ?? '<EOF>'}", near: "${near}"`);
  }
}

function split(expression: string): string[] {
  const words: string[] = [];
  token.lastIndex = 0;
  const text = expression.trimEnd();
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match?.[1] === undefined) {
      throw validation(
        `Invalid expression: Syntax error; token: "${text[at]}", near: "${text.slice(at, at + 10)}"`,
      );
    }
    words.push(match[1]);
  }
  return words;
}

/**
 * From "Reserved words in DynamoDB" (573 of them): those that attributes of a rollout might well be called.
 */
const reservedWords: ReadonlySet<string> = new Set(
  (
    'ACTION ADD ALL AND ANY AS AT BATCH BETWEEN BLOCK BY CHECK CONDITION COUNT COUNTER CURRENT DATA DATE DELETE ' +
    'DESCRIPTION END ERROR ERRORS EVENT EXISTS EXPORT FILE FILTER FORCE FREE FROM FUNCTION GET GROUP HASH HISTORY HOLD ' +
    'HOST HOUR IN INDEX INPUT ITEM ITEMS KEY KEYS LAST LEVEL LIMIT LOCK LOG MODE NAME NAMES NEW NEXT NOT NULL NUMBER ' +
    'OBJECT OF OFF OLD ON ONLY OPTION OR ORDER OWNER PATH PERCENT PLAN POSITION PRIOR PRIORITY QUERY RANGE READ REASON ' +
    'REGION RELEASE REMOVE REPLACE REQUEST RESET RESOURCE RESULT ROLE ROLLBACK ROUTINE ROW RULE SEARCH SEQUENCE SESSION ' +
    'SET SHARE SIZE SOURCE START STATE STATUS STORE STRING SUBSTRING SYSTEM TABLE TEXT TIME TIMESTAMP TIMEZONE TO TOKEN ' +
    'TOTAL TRANSACTION TRIGGER TTL TYPE UNIT UPDATE URL USAGE USE USER USERS VALUE VALUES VERSION VERSIONS VIEW WAIT ' +
    'WATCH WHEN WHERE WHILE WINDOW WITH WORK WRITE YEAR ZONE'
  ).split(' '),
);
