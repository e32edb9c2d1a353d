import { answerStack } from '../aws/answer-stack.ts'
import { openRegions, openRules } from '../aws/open-rules.ts'
import type { RetirePorts } from '../zones/retire-on-removal.ts'
import { logPort } from './observability.ts'

/** What the removal of the forwarding rules touches outside itself; it needs neither vault nor queue. */
export function zonesWorld(): RetirePorts {
  return {
    regions: openRegions(),
    openRules: (region) => openRules(region),
    log: logPort,
    answer: answerStack,
  }
}
