import { door } from '../shared/runtime/door.ts'
import { zonesWorld } from '../shared/runtime/zones-world.ts'
import { StackRequest, retireOnRemoval } from '../shared/zones/retire-on-removal.ts'

/** Removes every forwarding rule of every region. Woken by CloudFormation when the stack is removed. */
export const handler = door(zonesWorld, StackRequest, retireOnRemoval)
