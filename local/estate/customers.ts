import type { FunctionSpec } from './function-spec.ts'
import type { LayerArns } from './layers.ts'
import { NODE, PYTHON } from './settings.ts'
import type { Surroundings } from './surroundings.ts'

/** Whoever buys. */
export function customers(around: Surroundings, layers: LayerArns): FunctionSpec[] {
  return [userSignup(around), sessionCleanup(around), geoLookup(around, layers), featureFlags(around)]
}

function userSignup(around: Surroundings): FunctionSpec {
  return {
    name: 'user-signup',
    code: { type: 'folder', folder: 'user-signup' },
    configuration: {
      ...NODE,
      Role: around.ServiceRole,
      Environment: { Variables: { BLOCKED_DOMAINS: 'mail.example,trash.example' } },
    },
  }
}

function sessionCleanup(around: Surroundings): FunctionSpec {
  return {
    name: 'session-cleanup',
    code: { type: 'folder', folder: 'session-cleanup' },
    configuration: { ...NODE, Role: around.ServiceRole, Tags: { team: 'identity' } },
  }
}

function geoLookup(around: Surroundings, layers: LayerArns): FunctionSpec {
  return {
    name: 'geo-lookup',
    code: { type: 'folder', folder: 'geo-lookup' },
    configuration: {
      ...PYTHON,
      Handler: 'lookup.handler',
      Role: around.ServiceRole,
      Layers: [layers.regions],
    },
  }
}

function featureFlags(around: Surroundings): FunctionSpec {
  return {
    name: 'feature-flags',
    code: { type: 'folder', folder: 'feature-flags' },
    configuration: { ...NODE, Role: around.ServiceRole, Architectures: ['arm64'] },
  }
}
