import type { DefaultCacheBehavior, DistributionConfig } from '@aws-sdk/client-cloudfront'

/** ARNs of what the distribution runs. */
export interface EdgeCode {
  /** CloudFront functions, at each viewer's request. */
  readonly redirects: string
  readonly pages: string
  /** A version of a Lambda function of us-east-1, at each answer of the origin. */
  readonly edgeVersion: string
}

const ORIGIN = 'shop-pages'

/** The distribution of a shop's pages: redirects everywhere, index pages and headers under one path. */
export function shopDistribution(
  shop: string,
  { redirects, pages, edgeVersion }: EdgeCode,
): DistributionConfig {
  const host = `${shop}.example`
  const headers = {
    LambdaFunctionARN: edgeVersion,
    EventType: 'origin-response',
    IncludeBody: false,
  } as const
  return {
    CallerReference: shop,
    Comment: host,
    Enabled: true,
    Aliases: { Quantity: 1, Items: [host] },
    Origins: { Quantity: 1, Items: [{ Id: ORIGIN, DomainName: 'shop-pages.s3.amazonaws.com' }] },
    DefaultCacheBehavior: behavior(redirects),
    CacheBehaviors: {
      Quantity: 1,
      Items: [
        {
          ...behavior(pages),
          PathPattern: '/help/*',
          LambdaFunctionAssociations: { Quantity: 1, Items: [headers] },
        },
      ],
    },
  }
}

/** With one CloudFront function, at each viewer's request. */
function behavior(FunctionARN: string): DefaultCacheBehavior {
  return {
    TargetOriginId: ORIGIN,
    ViewerProtocolPolicy: 'redirect-to-https',
    FunctionAssociations: { Quantity: 1, Items: [{ FunctionARN, EventType: 'viewer-request' }] },
  }
}
