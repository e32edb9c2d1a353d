/** The parts of an ARN (IAM User Guide, "Amazon Resource Names"). Region and account are missing where the ARN has none. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region?: string
  readonly account?: string
  /** All after the fifth colon. */
  readonly resource: string
}

const ARN = /^arn:([\w-]+):([\w-]+):([\w-]*):(\d*|\w*):(.+)$/s

/** Takes an ARN apart; `undefined` when the text is none. */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, resource] = ARN.exec(text) ?? []
  if (partition === undefined || service === undefined || resource === undefined) return undefined
  return {
    partition,
    service,
    ...(region ? { region } : {}),
    ...(account ? { account } : {}),
    resource,
  }
}
