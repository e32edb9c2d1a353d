import { ACCOUNT, HUB_REGION } from '../emulator/environment.ts'
import type { FunctionSpec } from './function-spec.ts'
import { sampleSecret } from './generated.ts'
import type { LayerArns } from './layers.ts'
import { NODE } from './settings.ts'
import { IMAGE } from './image.ts'
import type { Surroundings } from './surroundings.ts'

/** Payments, invoices, pictures. */
export function payments(around: Surroundings, layers: LayerArns): FunctionSpec[] {
  return [paymentWebhook(around), invoiceRender(around, layers), imageResizer(around)]
}

function paymentWebhook(around: Surroundings): FunctionSpec {
  return {
    name: 'payment-webhook',
    code: { type: 'folder', folder: 'payment-webhook' },
    configuration: {
      ...NODE,
      Role: around.ServiceRole,
      KMSKeyArn: around.PaymentsKey,
      Environment: {
        Variables: {
          WEBHOOK_SIGNING_KEY: sampleSecret('payment-webhook'),
          SIGNING_SECRET: around.SigningSecret,
          LIMITS: around.PaymentLimits,
        },
      },
    },
    permissions: [
      {
        StatementId: 'public-url',
        Action: 'lambda:InvokeFunctionUrl',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
      },
    ],
    url: { AuthType: 'NONE', Cors: { AllowOrigins: ['*'], AllowHeaders: ['x-signature'] } },
    reservedConcurrency: 20,
  }
}

function invoiceRender(around: Surroundings, layers: LayerArns): FunctionSpec {
  return {
    name: 'invoice-render',
    code: { type: 'folder', folder: 'invoice-render' },
    configuration: {
      ...NODE,
      Role: around.ServiceRole,
      Layers: [layers.moneyFormat],
      Tags: { 'holdfast:plan': 'locked' },
    },
  }
}

function imageResizer(around: Surroundings): FunctionSpec {
  return {
    name: 'image-resizer',
    code: {
      type: 'image',
      uri: `${ACCOUNT}.dkr.ecr.${HUB_REGION}.amazonaws.com/${IMAGE.repositoryName}:${IMAGE.imageTag}`,
    },
    configuration: {
      PackageType: 'Image',
      Role: around.ServiceRole,
      MemorySize: 1024,
      Timeout: 60,
      ImageConfig: { Command: ['resize.handler'] },
    },
  }
}
