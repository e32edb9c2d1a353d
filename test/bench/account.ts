/** Whose functions are captured, and where the stack and the fleet of one region are. */
export const ACCOUNT = '123456789012'
export const HOME_REGION = 'eu-west-1'
