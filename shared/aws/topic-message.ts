import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns'
import type { Alert } from '../model/alert.ts'
import { alertHash } from '../vault/alert-layout.ts'

/** Bytes of a message with its attributes that SNS takes (API reference, Publish: 262,144), less room for the attributes. */
const MESSAGE_BYTES = 240_000

/**
 * Attributes of one message: a queue that gets messages raw is sent none that has more (SNS developer guide, "Raw message
 * delivery").
 */
const ATTRIBUTES = 10

const CUT = '\n(The rest did not fit.)'

/**
 * An alert as SNS takes it: the text, with its time, for e-mail and whoever does not say otherwise, the whole alert as JSON for queues and
 * functions, and attributes for filter policies.
 */
export function topicMessage(
  alert: Alert,
): Pick<PublishCommandInput, 'Subject' | 'Message' | 'MessageStructure' | 'MessageAttributes'> {
  return {
    Subject: alert.subject,
    MessageStructure: 'json',
    Message: bodies(fitting(alert)),
    MessageAttributes: attributesOf(alert),
  }
}

function bodies(alert: Alert): string {
  const whole = JSON.stringify(alert)
  return JSON.stringify({ default: `${alert.text}\nTime: ${alert.at}`, sqs: whole, lambda: whole })
}

/** A shorter alert where it would be too long: the text says that something is left out. */
function fitting(alert: Alert): Alert {
  if (Buffer.byteLength(bodies(alert)) <= MESSAGE_BYTES) return alert
  const text = `${alert.text.slice(0, 4000).toWellFormed()}${CUT}`
  return { ...alert, text, facts: alert.facts.slice(0, 10), next: alert.next.slice(0, 3) }
}

function attributesOf({ kind, key, severity, state, zone = '', account, at, attributes }: Alert) {
  const always = { kind, severity, state, account, zone, at, thread: alertHash(key) }
  const all = Object.entries({ ...attributes, ...always }).filter(([, value]) => value !== '')
  const own = all.filter(([name]) => !Object.hasOwn(always, name))
  const kept = [...all.filter(([name]) => Object.hasOwn(always, name)), ...own].slice(0, ATTRIBUTES)
  return Object.fromEntries(kept.map(([name, value]) => [name, attributeOf(value)]))
}

function attributeOf(value: string | number): MessageAttributeValue {
  return { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) }
}
