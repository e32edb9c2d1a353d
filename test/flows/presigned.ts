/** Of a presigned URL: its signature, and the path under which the emulator gives out code. */
export const PRESIGNED = /x-amz-signature|x-amz-credential|x-amz-security-token|_ministack\/lambda-/i
