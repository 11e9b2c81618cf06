import { compileExpression } from 'filtrex';
import { UserFacingError } from '../common/errors';
import { summaryFields, type SummaryRecord } from '../common/report/summaryRecord';

type Field = (typeof summaryFields)[number];

/** A condition on the summary of a document, such as `meanJs > 0.05`. */
export interface Gate {
  readonly expression: string;
  judge(summary: SummaryRecord): Verdict;
}

export interface Verdict {
  /** `unknown` where a field has no value, as in a text without tokens. */
  readonly outcome: 'holds' | 'fails' | 'unknown';
  /** The fields of the condition with their values, in nats. */
  readonly values: string;
}

const fieldSet: ReadonlySet<string> = new Set(summaryFields);
const operators: ReadonlySet<string> = new Set('and or not in of if then else mod'.split(' '));

/**
 * Reads a condition.
 *
 * @throws UserFacingError of kind `usage` if it is not one, or names what is not a field
 */
export function parseGate(expression: string): Gate {
  const fields = fieldsOf(withoutExponents(expression), expression);
  let evaluate: (summary: object) => unknown;
  try {
    evaluate = compileExpression(withoutExponents(expression));
  } catch (error) {
    throw notCondition(expression, 'it cannot be parsed', error);
  }
  // Some values, to find expressions that are not conditions before anything is scored.
  check(expression, evaluate(sample));
  return {
    expression,
    judge: (summary) => {
      const values = fields.map((field) => `${field} = ${formatValue(summary[field])}`).join(', ');
      if (fields.some((field) => summary[field] === null)) return { outcome: 'unknown', values };
      return { outcome: check(expression, evaluate(summary)) ? 'holds' : 'fails', values };
    },
  };
}

const sample: object = Object.fromEntries(summaryFields.map((field) => [field, 1]));

function check(expression: string, result: unknown): boolean {
  if (typeof result === 'boolean') return result;
  const reason =
    result instanceof Error ? result.message : `it gives a ${typeof result} and not true or false`;
  throw notCondition(expression, reason, result);
}

function notCondition(expression: string, reason: string, cause: unknown): UserFacingError {
  return new UserFacingError(
    'usage',
    `--fail-if "${expression}" is not a condition: ${reason}. Write one in nats, such as "meanJs > 0.05"; the fields are ${summaryFields.join(', ')}.`,
    [],
    { cause },
  );
}

/** Numbers such as 1e-3 as decimals, which is all that the parser reads. */
function withoutExponents(expression: string): string {
  return expression.replace(/(?<![\w.])\d+(?:\.\d+)?[eE][+-]?\d+(?![\w.])/g, (number) =>
    Number(number).toFixed(20),
  );
}

/** The names in an expression that are neither operators nor functions. */
function fieldsOf(expression: string, asWritten: string): Field[] {
  const withoutText = expression.replace(/"(?:\\.|[^"\\])*"/g, '""');
  const names = Array.from(
    withoutText.matchAll(/'((?:\\.|[^'\\])*)'|([A-Za-z_$][\w.$]*)(?!\s*\()(?![\w.$])/g),
    ([, quoted, bare]) => quoted ?? bare ?? '',
  ).filter((name) => !operators.has(name));
  return [...new Set(names)].map((name) => {
    if (isField(name)) return name;
    throw new UserFacingError(
      'usage',
      `--fail-if "${asWritten}" names "${name}", which is not a field of the summary. The fields are ${summaryFields.join(', ')}.`,
    );
  });
}

function isField(name: string): name is Field {
  return fieldSet.has(name);
}

function formatValue(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(6)));
}
