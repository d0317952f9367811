import type { Tool } from '@goldwire/schemas'

import type { OpenHostedTool } from './open-hosted-tools.ts'

/** The tools this server runs itself, by their type in a request. */
export const hostedToolKinds: { readonly [Type in Tool['type']]?: OpenHostedTool } = {}
