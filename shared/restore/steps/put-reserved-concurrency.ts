import * as z from 'zod'
import { settingAction } from '../setting.ts'

/** Reserves concurrency for a function, or reserves none. */
export const putReservedConcurrency = settingAction({
  action: 'put-reserved-concurrency',
  write: ({ writer }, { name }, value) =>
    writer.setReservedConcurrency(name, z.int().nullable().parse(value) ?? undefined),
  read: ({ reservedConcurrency }) => reservedConcurrency,
})
