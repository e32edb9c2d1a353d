import { describe, expect, test } from '@jest/globals'
import { readPlans } from '../../../shared/plans/read-plans.ts'

const NOW = new Date('2026-11-21T12:00:00.000Z')

const HEAD = `version: 1
schedules:
  quick: cron(0 3 ? * MON-SAT *)
  deep: cron(0 3 ? * SUN *)
`

/** Problems and warnings as the command line prints them. */
function said(text: string): { readonly problems: readonly string[]; readonly warnings: readonly string[] } {
  const { problems, warnings } = readPlans(text, NOW)
  const lines = (all: typeof problems) =>
    all.map(({ place, path, message }) => `${place.line}:${place.column} ${path} ${message}`)
  return { problems: lines(problems), warnings: lines(warnings) }
}

/** What is wrong with one plan whose members are given, two blanks in; its first member is on line 7. */
const ofPlan = (members: string) => said(`${HEAD}plans:\n  one:\n${members}`)

describe('A plan file', () => {
  test('says what it says', () => {
    const { file, problems, warnings } = readPlans(
      `${HEAD}  timeZone: Europe/Berlin\ndefault: one\nplans:\n  one:\n    objective: 30h\n`,
      NOW,
    )
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
    expect(file).toEqual({
      version: 1,
      default: 'one',
      schedules: {
        quick: 'cron(0 3 ? * MON-SAT *)',
        deep: 'cron(0 3 ? * SUN *)',
        timeZone: 'Europe/Berlin',
      },
      plans: { one: { objective: '30h' } },
    })
  })

  test('may repeat itself by anchors', () => {
    const { file } = readPlans(
      `${HEAD}plans:\n  one:\n    select: &all [{ names: ['*'] }]\n  two:\n    select: *all\n`,
      NOW,
    )
    expect(file?.plans['two']).toEqual({ select: [{ names: ['*'] }] })
  })

  test.each([
    ['an empty file', '', ['1:1 version is missing; it must be 1.']],
    ['a list', '- a\n', ['1:1  must be a mapping.']],
    ['another version', HEAD.replace('1', '2'), ['1:10 version must be 1.']],
    ['no YAML', 'plans:\n  a: "b\n', ['3:1  Missing closing "quote']],
    ['a key twice', 'version: 1\nversion: 1\n', ['2:1  Map keys must be unique']],
    [
      'an alias of nothing',
      'plans: *x\n',
      ['1:1  Unresolved alias (the anchor must be set before the alias): x'],
    ],
    [
      'a misspelt key',
      `${HEAD}defualt: one\n`,
      [
        '5:1 defualt is not known. Did you mean "default"? Allowed here: version, default, schedules, restoreTests, retention, activity, audit, exclude, plans.',
      ],
    ],
    [
      'a grace period of less than a day',
      `${HEAD}retention: { grace: 12h }\nplans:\n  one: {}\n`,
      ['5:21 retention.grace must be at least a day: so long an expired point can be taken back.'],
    ],
    [
      'a limit of a plan that is none',
      `${HEAD}plans:\n  one:\n    activity: { deletionsPerHour: 0 }\n`,
      ['7:35 plans.one.activity.deletionsPerHour must be a whole number above 0.'],
    ],
    [
      'a member of a plan’s activity that only the file has',
      `${HEAD}plans:\n  one:\n    activity: { deployers: [x], newPrincipals: true }\n`,
      [
        '7:17 plans.one.activity.deployers is not known. Allowed here: deletionsPerHour, deletionsPerHourByDeployers, codeUpdatesPerHour, newPrincipals, publicFunctions.',
      ],
    ],
    [
      'an activity of a plan that says nothing',
      `${HEAD}plans:\n  one:\n    activity: {}\n`,
      ['7:5 plans.one.activity must have at least one limit.'],
    ],
    ['no plans', `${HEAD}plans: {}\n`, ['5:1 plans must have at least one plan.']],
    ['plans left empty', `${HEAD}plans:\n`, ['5:1 plans is empty; it must be a mapping.']],
    [
      'a name of a plan with capitals',
      `${HEAD}plans:\n  Gold: {}\n`,
      ['6:3 plans.Gold is no name of a plan: small letters, digits and hyphens, a letter first.'],
    ],
    [
      'a default plan that is none',
      `${HEAD}default: glod\nplans:\n  gold: {}\n`,
      ['5:10 default names "glod", which is no plan. Did you mean "gold"? There are gold.'],
    ],
    [
      'an exclusion without a reason',
      `${HEAD}exclude:\n  - select: [{ names: [a] }]\nplans:\n  one: {}\n`,
      ['6:5 exclude[0].reason is missing; it must be text.'],
    ],
  ])('with %s is refused', (_what, text, expected) => {
    const { problems } = said(text)
    expect(problems).toEqual(expect.arrayContaining(expected))
    expect(readPlans(text, NOW).file).toBeUndefined()
  })

  const CRON =
    'must be cron(minute hour day-of-month month day-of-week year) with ? for one of the days, such as cron(0 3 ? * MON-SAT *), or rate(6 hours)'
  test.each([
    ['cron(0 3 * * * *)'],
    ['cron(0 3 ? * ? *)'],
    ['cron(0 25 * * ? *)'],
    ['cron(0 3 * * ?)'],
    ['0 3 * * *'],
    ['rate(0 hours)'],
    ['rate(1 week)'],
    ['at(2026-11-21T10:00:00)'],
  ])('with the schedule %s is refused', (schedule) => {
    const text = `${HEAD.replace('cron(0 3 ? * MON-SAT *)', schedule)}plans:\n  one: {}\n`
    expect(said(text).problems).toEqual([`3:10 schedules.quick ${CRON}; it is "${schedule}".`])
  })

  test.each(['rate(1 hour)', 'rate(90 minutes)', 'cron(0/15 6-20 ? * MON-FRI *)', 'cron(0 3 L * ? *)'])(
    'may have the schedule %s',
    (schedule) => {
      const text = `${HEAD.replace('cron(0 3 ? * MON-SAT *)', schedule)}plans:\n  one: {}\n`
      expect(said(text)).toEqual({ problems: [], warnings: [] })
    },
  )

  test('may choose production for restore tests by any selector, and have payloads of JSON', () => {
    const production = 'production: { names: [a], tags: { env: [prod, live] } }'
    const tests = (payload: string) =>
      `restoreTests: { schedule: rate(7 days), sample: 3, payloads: [{ function: a, payload: '${payload}' }], ${production} }`
    expect(said(`${HEAD}${tests('{}')}\nplans:\n  one: {}\n`).problems).toEqual([])
    expect(said(`${HEAD}${tests('{')}\nplans:\n  one: {}\n`).problems).toEqual([
      '5:87 restoreTests.payloads[0].payload must be JSON text.',
    ])
  })

  test('with an unknown time zone is refused', () => {
    expect(said(`${HEAD}  timeZone: Europe/Berlyn\nplans:\n  one: {}\n`).problems).toEqual([
      '5:13 schedules.timeZone must be a time zone such as UTC or Europe/Berlin; "Europe/Berlyn" is none.',
    ])
  })
})

describe('A plan', () => {
  test.each([
    ['    select: []\n', '7:5 plans.one.select must have at least one entry.'],
    ['    select: [{}]\n', '7:14 plans.one.select[0] must say at least one thing.'],
    [
      "    select:\n      - name: ['a']\n",
      '8:9 plans.one.select[0].name is not known. Did you mean "names"? Allowed here: tags, names, runtimes, zones, placement, stacks.',
    ],
    ['    select:\n      - names: a\n', '8:16 plans.one.select[0].names must be a list.'],
    [
      '    select:\n      - tags: { cost: 12 }\n',
      '8:23 plans.one.select[0].tags.cost must be text or a list of texts; numbers stand in quotes.',
    ],
    [
      '    select:\n      - placement: { zoneType: [local] }\n',
      '8:33 plans.one.select[0].placement.zoneType[0] must be one of availability-zone, local-zone, wavelength-zone, outpost.',
    ],
    [
      '    select:\n      - placement: { azs: [a] }\n',
      '8:22 plans.one.select[0].placement.azs is not known. Did you mean "az"? Allowed here: az, zoneType, subnet, vpc.',
    ],
    [
      '    retention: { keep: {} }\n',
      '7:18 plans.one.retention.keep must have at least one rule; leave retention out to keep all.',
    ],
    [
      '    retention: { keep: { within: 1d, daily: 0 } }\n',
      '7:45 plans.one.retention.keep.daily must be a whole number above 0, or unlimited.',
    ],
    [
      '    retention: { keep: { within: 30m } }\n',
      '7:34 plans.one.retention.keep.within must be a length of time such as 36h, 30d, 8w, 6mo, 7y or 1y6mo; it is "30m".',
    ],
    [
      '    capture: [code, trigger]\n',
      '7:21 plans.one.capture[1] must be one of code, configuration, triggers, event-data. Did you mean "triggers"?',
    ],
    [
      '    immutability: { mode: compliant, term: 30d }\n',
      '7:27 plans.one.immutability.mode must be one of governance, compliance. Did you mean "compliance"?',
    ],
    [
      '    copies: [{ region: eu-west-1, account: 111122223333 }]\n',
      "7:44 plans.one.copies[0].account must be text. Write it in quotes: '111122223333'.",
    ],
    ['    copies: [{ region: edge }]\n', '7:24 plans.one.copies[0].region must be a region.'],
    [
      '    description: yes it is\n    objective: 1\n',
      "8:16 plans.one.objective must be text. Write it in quotes: '1'.",
    ],
  ])('is refused where it is wrong: %j', (members, problem) => {
    expect(ofPlan(members).problems).toEqual([problem])
  })

  test('is told all its problems, in the order in which a reader meets them', () => {
    const places = ofPlan(
      '    objectiv: 1d\n    capture: [a]\n    retention: { keep: { last: 0 } }\n',
    ).problems
    expect(places.map((line) => line.split(' ')[0])).toEqual(['7:5', '8:15', '9:32'])
  })

  test('that asks for what is done anyway is accepted', () => {
    const members = `    capture: [configuration, event-data]
    alerts: { when: failure }
    schedules: { quick: cron(0 3 ? * MON-SAT *), deep: cron(0 3 ? * SUN *) }
    copies: [{ region: eu-west-1 }]
`
    expect(ofPlan(members)).toEqual({ problems: [], warnings: [] })
  })

  test('cannot leave configuration out: a point would say nothing', () => {
    expect(ofPlan('    capture: [code]\n').problems).toEqual([
      '7:5 plans.one.capture must have configuration: without it a point says nothing of the function.',
    ])
  })

  test('has schedules of its own, one or both, for runs besides those of the file', () => {
    const hourly = '    schedules: { quick: rate(1 hour) }\n'
    expect(ofPlan(`${hourly}    objective: 1h\n`)).toEqual({ problems: [], warnings: [] })
    expect(ofPlan('    schedules: { timeZone: UTC }\n').problems).toEqual([
      '7:5 plans.one.schedules must have quick, deep or both.',
    ])
    const seldom = '    schedules: { deep: rate(30 days) }\n'
    expect(ofPlan(seldom).warnings).toEqual([
      '7:24 plans.one.schedules.deep is more seldom than that of the file, whose runs look at this plan too: it adds runs, and takes none away.',
    ])
  })

  test('keeps an objective by the runs of the file and its own together, each in its time zone', () => {
    const own = '    schedules: { quick: cron(0 15 * * ? *), timeZone: UTC }\n'
    expect(ofPlan(`${own}    objective: 12h\n`).warnings).toEqual([])
    expect(ofPlan(`${own}    objective: 11h\n`).warnings).toHaveLength(1)
  })

  test('is warned of an objective that no schedule keeps', () => {
    const missed =
      '7:16 plans.one.objective is shorter than the pause between two runs, which is up to 24 h: it cannot be kept.'
    expect(ofPlan('    objective: 23h\n').warnings).toEqual([missed])
    expect(ofPlan('    objective: 24h\n').warnings).toEqual([])
  })

  test.each([
    ['cron(0 * ? * MON-FRI *)', 'cron(0 3 ? * MON *)', 49],
    ['rate(6 hours)', 'cron(0 3 ? * MON *)', 6],
    ['cron(0 3 1 * ? *)', 'cron(0 3 1 * ? *)', 744],
  ])('is told the longest pause of %s and %s: %s hours', (quick, deep, hours) => {
    const text = `version: 1\nschedules: { quick: ${quick}, deep: ${deep} }\nplans:\n  one:\n    objective: 1h\n`
    expect(said(text).warnings.join()).toContain(`up to ${hours} h`)
  })

  test('is warned of keep rules that only count: a flood of points pushes out the good ones', () => {
    expect(ofPlan('    retention: { keep: { last: 5, daily: 7 } }\n').warnings).toEqual([
      '7:18 plans.one.retention.keep has rules that count and none of the within kind: whoever makes many changes pushes the good points out. Add for instance within: 7d.',
    ])
    expect(ofPlan('    retention: { keep: { daily: 7, withinDaily: 7d } }\n').warnings).toEqual([])
  })

  test('has one mode of locks: points of all plans share blobs', () => {
    const lock = (mode: string) => `    immutability: { mode: ${mode}, term: 30d }\n`
    expect(ofPlan(`${lock('governance')}  two:\n${lock('compliance')}`).problems).toEqual([
      '9:27 plans.two.immutability.mode is compliance, and that of the plan one is governance: one vault has one mode, because points of both plans share blobs.',
    ])
    expect(ofPlan(`${lock('compliance')}  two:\n${lock('compliance')}`).problems).toEqual([])
  })

  test('is warned of a lock that runs out before a deep run renews it', () => {
    const term = (days: number) => `    immutability: { mode: governance, term: ${days}d }\n`
    expect(ofPlan(term(13)).warnings).toEqual([
      '7:45 plans.one.immutability.term is shorter than two pauses between deep runs, which are up to 168 h: the lock of what nobody changes runs out before one of them renews it.',
    ])
    expect(ofPlan(term(14)).warnings).toEqual([])
  })

  test('is warned of exceptions from nothing', () => {
    const members = "    except: [{ names: ['a'] }]\n"
    expect(ofPlan(members).warnings).toEqual([
      '7:5 plans.one.except has no effect: without select, only the tag holdfast:plan puts anything into this plan.',
    ])
    expect(said(`${HEAD}default: one\nplans:\n  one:\n${members}`).warnings).toEqual([])
  })
})
