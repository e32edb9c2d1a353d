import { EDGE_ZONE } from '../model/edge.ts'
import type { CloudFrontApi } from '../ports/cloudfront-api.ts'
import type { GrantPlace } from './capture-grants.ts'
import type { Finding } from './finding.ts'
import type { Probe } from './probe-permissions.ts'
import { tryProbes } from './probe-permissions.ts'

/** Resources that nobody has: IAM decides before CloudFront looks. A store's id is a UUID, a distribution's capitals. */
const FUNCTION = 'holdfast-doctor-probe'
const STORE_ID = '00000000-0000-0000-0000-000000000000'
const DISTRIBUTION = 'E0HOLDFASTPROBE'

/** Looks whether the caller may read what captures of the edge must, by one cheap call for each permission. */
export async function probeEdge(
  cloudfront: CloudFrontApi,
  place: Omit<GrantPlace, 'region'>,
): Promise<readonly Finding[]> {
  return tryProbes(probesOf(cloudfront, place), EDGE_ZONE)
}

/** The lists have at most a hundred resources a page, and few accounts more. */
function probesOf(
  cloudfront: CloudFrontApi,
  { partition, account }: Omit<GrantPlace, 'region'>,
): readonly Probe[] {
  const arn = `arn:${partition}:cloudfront::${account}`
  const store = `${arn}:key-value-store/${STORE_ID}`
  return [
    ['cloudfront:ListFunctions', () => cloudfront.listFunctions('LIVE')],
    ['cloudfront:DescribeFunction', () => cloudfront.describeFunction(FUNCTION, 'LIVE')],
    ['cloudfront:GetFunction', () => cloudfront.getFunctionCode(FUNCTION, 'LIVE')],
    ['cloudfront:ListKeyValueStores', () => cloudfront.listKeyValueStores()],
    ['cloudfront:DescribeKeyValueStore', () => cloudfront.describeKeyValueStore(FUNCTION)],
    ['cloudfront-keyvaluestore:DescribeKeyValueStore', () => cloudfront.describeKeyValues(store)],
    ['cloudfront-keyvaluestore:ListKeys', () => cloudfront.listKeyValues(store)],
    ['cloudfront:ListDistributions', () => cloudfront.listDistributions()],
    ['cloudfront:GetDistribution', () => cloudfront.getDistribution(DISTRIBUTION)],
    ['cloudfront:ListTagsForResource', () => cloudfront.listTags(`${arn}:function/${FUNCTION}`)],
  ]
}
