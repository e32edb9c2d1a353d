import type { Estimate } from '../cost/estimate.ts'
import { CHANGES, CHANGE_SECONDS, LOOKS, LOOK_SECONDS, RUNS, THOUSAND } from '../cost/monthly.ts'
import type { Use } from '../cost/prices.ts'
import { PRICES, PRICES_OF, cost, times, together } from '../cost/prices.ts'
import { machineText } from '../machine-facts.ts'
import type { BenchReport } from '../measurement.ts'
import { markdownTable } from './markdown-table.ts'

type Priced = keyof typeof PRICES

/** docs/cost.md: what a deployment costs, and how that was reckoned. */
export function costDocument({ date, machine }: BenchReport, estimate: Estimate): string {
  return `# Cost

Written by \`npm run bench -- cost --write\` on ${date}; measured on ${machineText(machine)}. In US dollars, at the list
prices below, without free tiers, taxes or discounts.

## In a month

${monthTable(estimate)}

- **Runs**: the default schedules, a deep run on Sundays (${RUNS.deep.toFixed(2)} a month) and a quick run on every
  other day (${RUNS.quick.toFixed(2)} a month), over 5 regions. Every function counts as new in the deep run, though in
  truth most are unchanged and write nothing, and none as changed in the quick run.
- **Changes**: assumed, not measured: ${CHANGES} of each function in a month, each captured alone by an invocation of
  ${CHANGE_SECONDS} s. A burst of calls within the batching window counts as one. Each has a line in \`activity/\`, which
  every look of the next two hours reads.
- **Looks for unusual activity**: \`watch-activity\` every five minutes, ${Math.round(LOOKS).toLocaleString('en-US')} times a month, whether anything happened or
  not: its requests are counted, its ${LOOK_SECONDS} s is assumed. What reads the lines of changes is counted with the changes.
- **What stands anyway**: two KMS keys, 23 alarms, two of them with anomaly detection, ten metrics that are sent at every
  hour and thirty once a day, a dashboard, and Lambda's polling of a queue that is empty.

Nothing else runs between changes and schedules. The rest of AWS that Holdfast uses is free, or below a cent for a thousand
functions in a month: its calls to Lambda, IAM, EC2 and CloudWatch Logs, EventBridge's own events, Scheduler, SNS e-mail,
KMS requests (the bucket uses a bucket key). **Not in it**: storage ($0.023 for a GB and month in S3 Standard; each distinct
package once, and about 4 kB for a recovery point), Holdfast's own logs ($0.50 for a GB), a CloudTrail trail (the first of an account
is free of charge, but for its storage), copies to another region, X-Ray's traces ($5 for a million, the first 100,000 of a
month free: at most one for each invocation, some 20,000 for a thousand functions), OpenSearch
(the domain, an alarm, and assumed $0.05 for some 20,000 batches of log lines).

## What ${THOUSAND.toLocaleString('en-US')} functions use

${useTable(estimate)}

State transitions, invocations and requests are counted in a run of the real state machine with the code that deploys.
Lambda's seconds follow from the pacing: at a third of Lambda's quota a region lets through five calls a second, and a
function needs six of them; that is what capture-shard waits for. At the whole quota it would be a third of that.

## Prices

As of ${PRICES_OF.date}, ${PRICES_OF.region}, from AWS's public price pages; eu-west-1 has the same prices for these.

${priceTable()}
`
}

function monthTable({ month }: Estimate): string {
  const { deep, quick, changes, looks, standing } = month
  const parts: readonly (readonly [string, Use, boolean])[] = [
    ['deep runs', deep, true],
    ['quick runs', quick, true],
    ['changes', changes, true],
    ['looks for unusual activity', looks, false],
    ['what stands anyway', standing, false],
  ]
  const sizes = [THOUSAND, 10 * THOUSAND]
  const at = (size: number) => parts.map(([, use, grows]) => times(use, grows ? size / THOUSAND : 1))
  const rows = parts.map(([name], part) => [name, ...sizes.map((size) => money(cost(at(size)[part] ?? {})))])
  const sums = sizes.map((size) => `**${money(cost(together(...at(size))))}**`)
  return markdownTable(
    ['', ...sizes.map((size) => `${size.toLocaleString('en-US')} functions`)],
    [...rows, ['**together**', ...sums]],
  )
}

function useTable({ deep, quick, month }: Estimate): string {
  const used = Object.keys(PRICES).filter(
    (name) => !['key', 'alarm', 'metric', 'dashboard'].includes(name),
  ) as Priced[]
  const columns = [deep, quick, month.changes, month.looks]
  const rows = used.map((name) => [
    `${PRICES[name].name}: ${PRICES[name].per}s`,
    ...columns.map((use) => amount(use[name] ?? 0)),
  ])
  const head = ['', 'one deep run', 'one quiet quick run', 'a month of changes', 'a month of looks']
  return markdownTable(head, [
    ...rows,
    ['**US dollars**', ...columns.map((use) => `**${money(cost(use))}**`)],
  ])
}

function priceTable(): string {
  const rows = Object.values(PRICES).map(({ name, dollars, per, source }) => {
    const millions =
      per === 'month'
        ? `$${dollars.toFixed(2)} a month`
        : `$${Number((dollars * 1e6).toPrecision(7))} for a million ${per}s`
    return [name, millions, source]
  })
  return markdownTable(['', 'price', 'source'], rows)
}

function money(dollars: number): string {
  return dollars !== 0 && dollars < 0.01 ? `$${dollars.toPrecision(2)}` : `$${dollars.toFixed(2)}`
}

function amount(count: number): string {
  return count >= 100 ? Math.round(count).toLocaleString('en-US') : String(Number(count.toPrecision(3)))
}
