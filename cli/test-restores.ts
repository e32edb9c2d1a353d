import type { Caller } from '../shared/aws/caller.ts'
import type { TestInvocation, TestReport, TestVerdict } from '../shared/model/restore-test.ts'
import { parseMap } from '../shared/restore/parse-map.ts'
import type { AskedTest, TestsRequest } from '../shared/restore-test/begin-tests.ts'
import { runTests } from '../shared/restore-test/run-tests.ts'
import { compactTime } from '../shared/vault/layout.ts'
import { CommandError } from './command-error.ts'
import type { Ending } from './exit-codes.ts'
import { findTarget } from './find-point.ts'
import { openVaultStore } from './find-run.ts'
import { printable } from './print.ts'
import type { CommandResult, Session } from './session.ts'
import type { TestOptions } from './test-restore-options.ts'
import { reportText, verdictLine } from './test-restore-text.ts'

/** Tests restores by hand, and says what came of each. @param text names one function */
export async function testRestores(
  session: Session,
  text: string | undefined,
  options: TestOptions,
): Promise<CommandResult> {
  const { world, log } = session
  const caller = await world.aws.readCaller(options.toRegion)
  const near = session.near(caller.region)
  const store = await openVaultStore(near)
  const asked = text === undefined ? [] : [await askedTest(session, text, options)]
  const request = await requestOf(session, { caller, asked, options })
  const verdicts: TestVerdict[] = []
  const tell = (verdict: TestVerdict) => {
    verdicts.push(verdict)
    world.stderr.write(`${printable(verdictLine(verdict))}\n`)
  }
  const ports = {
    vault: near.readVault(),
    store,
    clock: world.clock,
    log,
    account: caller.account,
    newId: world.newId,
    openPlace: await world.restoreTest.open(options.quotaShare),
    metrics: { add: () => undefined },
    alerts: { tell: async () => {} },
  }
  return resultOf(await runTests(ports, request, { tell, signal: claim(session) }), verdicts)
}

/** The first interruption lets what was made be removed. */
function claim({ world }: Session): AbortSignal {
  const signal = world.interruption.claim()
  signal.addEventListener('abort', () => {
    world.stderr.write('Stopping after the step in flight, and removing what was made.\n')
  })
  return signal
}

async function askedTest(
  session: Session,
  text: string,
  { zone, payload, expect }: TestOptions,
): Promise<AskedTest> {
  const target = await findTarget(session.readVault(), { text, zone })
  const { resource } = target.type === 'entry' ? target.entry : target
  if (resource.kind !== 'function') {
    throw new CommandError({
      what: `${resource.name} is a ${resource.kind}; restore tests are for Lambda functions.`,
      advice: 'Restore it under another name by hand: `holdfast restore --name`.',
      ending: 'usage',
    })
  }
  const invocation = payload === undefined ? undefined : await readInvocation(session, payload, expect)
  return { name: resource.name, zone: resource.zone, invocation }
}

async function readInvocation(
  { world }: Session,
  payloadFile: string,
  expectFile: string | undefined,
): Promise<TestInvocation> {
  const payload = await world.readFile(payloadFile)
  if (!isJson(payload)) {
    const what = `${payloadFile} holds no JSON.`
    throw new CommandError({ what, advice: 'Lambda takes JSON: a text needs quotes.', ending: 'usage' })
  }
  return { payload, ...(expectFile !== undefined && { expect: await world.readFile(expectFile) }) }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

async function requestOf(
  { world }: Session,
  { caller, asked, options }: { caller: Caller; asked: readonly AskedTest[]; options: TestOptions },
): Promise<TestsRequest> {
  const { sample = 0, toRegion, map, stagingBucket } = options
  const now = world.clock.now()
  const runId = `cli-${compactTime(now)}-${world.newId().slice(0, 4)}`
  const buckets = stagingBucket.map(({ region, bucket }) => [region ?? toRegion ?? caller.region, bucket])
  return {
    run: { runId, startedAt: now.toISOString(), account: caller.account },
    startedBy: caller.principal,
    asked,
    sample,
    toRegion,
    ...(map !== undefined && { map: parseMap(await world.readFile(map), map) }),
    stagingBuckets: Object.fromEntries(buckets) as Record<string, string>,
    everywhere: false,
  }
}

function resultOf(report: TestReport, verdicts: readonly TestVerdict[]): CommandResult {
  return {
    ending: endingOf(report),
    json: { runId: report.run.runId, report, verdicts },
    text: (style) => reportText(style, report, verdicts),
  }
}

const DAMAGE = new Set(['BlobCorruptError', 'BlobMissingError'])

function endingOf({ state, tests }: TestReport): Ending {
  if (state === 'nothing') return 'nothingFound'
  if (state === 'passed') return 'done'
  if (tests.some(({ error = '' }) => DAMAGE.has(error))) return 'integrity'
  return tests.some((test) => test.state === 'passed') ? 'partly' : 'failed'
}
