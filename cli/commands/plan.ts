import { Command } from 'commander'
import * as z from 'zod'
import { zoneName } from '../options.ts'
import { checkPlans } from '../plan/check-plans.ts'
import { explainPlan } from '../plan/explain-plan.ts'
import { PLAN_FILE } from '../plan/plan-options.ts'
import type { Perform } from '../session.ts'

const ExplainOptions = z.object({ zone: z.string().optional() })

export function planCommand(perform: Perform): Command {
  return new Command('plan')
    .summary('check the backup plans, and explain which one a function has')
    .description('Reads backup plans, and says what they mean. Changes nothing.')
    .addCommand(checkCommand(perform))
    .addCommand(explainCommand(perform))
}

function checkCommand(perform: Perform): Command {
  return new Command('check')
    .summary('say what is wrong with a plan file, or what it says')
    .description(
      'Reads a plan file and prints each problem with line and column; of a valid one the plans, and with a vault how many resources each is for, and which have none.',
    )
    .argument('[file]', 'the plan file', PLAN_FILE)
    .action((file: string) => perform((session) => checkPlans(session, file)))
}

function explainCommand(perform: Perform): Command {
  return new Command('explain')
    .summary('say which plan a function has, and why')
    .description(
      'Says which plan is responsible for a function, by which rule, when it is looked at next, whether its objective is met, and what is kept. Goes by the newest recovery point.',
    )
    .argument('<function>', 'name or ARN of a function')
    .argument('[file]', 'the plan file', PLAN_FILE)
    .option('--zone <zone>', 'only look in this zone', zoneName)
    .action((text: string, path: string, options: unknown) =>
      perform((session) => explainPlan(session, { text, path, zone: ExplainOptions.parse(options).zone })),
    )
}
