import type { JsonValue } from '../model/json.ts'
import type { InvocationResult, PlannedTest, TestInvocation } from '../model/restore-test.ts'
import type { TestPorts } from './test-ports.ts'

/** Members that a verdict names as different. */
const NAMED = 20

/** Invokes the scratch function, when its test has a payload for it, and compares the answer with the expected one. */
export async function askScratch(
  { openPlace, clock }: Pick<TestPorts, 'openPlace' | 'clock'>,
  { target, invocation }: PlannedTest,
): Promise<InvocationResult | undefined> {
  if (invocation === undefined) return undefined
  const began = clock.now().getTime()
  const { payload, isError } = await openPlace(target.zone).invoke(target.name, invocation.payload)
  const milliseconds = clock.now().getTime() - began
  if (isError) return { state: 'function-error', differs: [], milliseconds }
  return { ...compared(invocation, new TextDecoder().decode(payload)), milliseconds }
}

function compared({ expect }: TestInvocation, answer: string): Pick<InvocationResult, 'state' | 'differs'> {
  if (expect === undefined) return { state: 'answered', differs: [] }
  const differs = differences(parsed(expect), parsed(answer), '$').slice(0, NAMED)
  return { state: differs.length === 0 ? 'as-expected' : 'other-answer', differs }
}

/** Text that is no JSON stands for itself. */
function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

/** Where two values differ: `$.body.items.0`. */
function differences(a: JsonValue | undefined, b: JsonValue | undefined, path: string): string[] {
  if (a === b) return []
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b)) return [path]
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].flatMap((name) => differences(a[name], b[name], `${path}.${name}`))
}

function isBranch(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null
}
