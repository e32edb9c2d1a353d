import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Clients } from '../../clients.ts'
import type { Surroundings } from '../surroundings.ts'
import { allow, arnOf, given } from './invoking.ts'

/** A load balancer whose only listener forwards to a function. @returns ARN of the target group */
export async function createLoadBalancer(clients: Clients, around: Surroundings): Promise<string> {
  const balancing = clients.of(ElasticLoadBalancingV2Client)
  const invoked = { name: 'geo-lookup' }
  const [balancers, groups] = await Promise.all([
    balancing.send(
      new CreateLoadBalancerCommand({ Name: 'shop', Subnets: [around.SubnetA, around.SubnetB] }),
    ),
    balancing.send(new CreateTargetGroupCommand({ Name: 'geo-lookup', TargetType: 'lambda' })),
  ])
  const TargetGroupArn = given(groups.TargetGroups?.[0]?.TargetGroupArn, 'the target group')
  await allow(clients, invoked, { service: 'elasticloadbalancing', source: TargetGroupArn })
  await balancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: arnOf(invoked) }] }))
  await balancing.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancers.LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  )
  return TargetGroupArn
}
