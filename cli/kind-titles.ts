import { CLOUDFRONT_FUNCTION_KIND, LAMBDA_EDGE_KIND, MAPPING_KIND } from '../shared/map/wake.ts'
import { TRIGGER_KINDS } from '../shared/triggers/find-kinds.ts'

const TITLES: ReadonlyMap<string, string> = new Map([
  ...TRIGGER_KINDS.map(({ name, title }) => [name, title] as const),
  [MAPPING_KIND, 'event source mapping'],
  [LAMBDA_EDGE_KIND, 'Lambda@Edge'],
  [CLOUDFRONT_FUNCTION_KIND, 'CloudFront function'],
  ['unknown', 'unknown service'],
])

/** What people call a kind of trigger; of one that this version does not know, its name. */
export function titleOf(kind: string): string {
  return TITLES.get(kind) ?? kind
}
