import { randomUUID } from 'node:crypto'
import type { Call } from './call.ts'
import type { Answer } from './error-answer.ts'

/** Plays which regions an account has enabled; the emulator has all that there are, always. */
export interface AccountRegions {
  /** The answer to a call that asks for the enabled regions; `undefined` for every other call. */
  answer(call: Call, form: Buffer | undefined): Answer | undefined
  /** Replaces the enabled regions; `null` leaves them to the emulator. */
  set(regions: readonly string[] | null): void
  get(): readonly string[] | null
}

/** @param initial enabled regions; `null` leaves them to the emulator */
export function openAccountRegions(initial: readonly string[] | null): AccountRegions {
  let enabled = initial
  return {
    answer: ({ service, operation }, form) => {
      if (enabled === null || service.iamPrefix !== 'ec2' || operation !== 'DescribeRegions') return undefined
      const fields = new URLSearchParams(form?.toString())
      // With it EC2 tells of the disabled ones as well: that list is the emulator's.
      if (fields.get('AllRegions') === 'true') return undefined
      const named = namedRegions(fields)
      return regionsAnswer(enabled.filter((region) => named.length === 0 || named.includes(region)))
    },
    set: (regions) => {
      enabled = regions
    },
    get: () => enabled,
  }
}

function namedRegions(fields: URLSearchParams): string[] {
  return [...fields].filter(([name]) => /^RegionName\.\d+$/.test(name)).map(([, region]) => region)
}

/** As EC2 answers. (API reference, DescribeRegions) */
function regionsAnswer(regions: readonly string[]): Answer {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${randomUUID()}</requestId>
<regionInfo>${regions.map(item).join('')}</regionInfo></DescribeRegionsResponse>`)
  const headers = { 'content-type': 'text/xml', 'content-length': String(body.length) }
  return { status: 200, headers, body }
}

function item(region: string): string {
  const endpoint = `<regionEndpoint>ec2.${region}.amazonaws.com</regionEndpoint>`
  return `<item><regionName>${region}</regionName>${endpoint}<optInStatus>opted-in</optInStatus></item>`
}
