import type { WatchAnswer, WatchPorts } from './watch-activity.ts'
import { watchActivity } from './watch-activity.ts'

/**
 * The look that the schedule asks for every five minutes. One that fails is counted and not thrown: the next one sees the
 * same, so that trying it again, or keeping it as a dead letter, would help nobody. LooksFailedAlarm tells people when one
 * after the other fails.
 */
export async function lookOnSchedule(ports: WatchPorts): Promise<WatchAnswer> {
  try {
    return await watchActivity(ports)
  } catch (error) {
    ports.log.error('the look for unusual activity failed', { error })
    ports.metrics.add('LooksFailed', 'Count', 1)
    return { seen: 0, ended: 0 }
  }
}
