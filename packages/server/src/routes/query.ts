import type { FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'

type Query = { readonly [name: string]: string | readonly string[] | undefined }

/** The one value of a query parameter, `null` when it is not there. @throws ApiError 400 when it is there more than once */
export function queryValue(request: FastifyRequest, name: string): string | null {
  const value = (request.query as Query)[name]
  if (value === undefined) return null
  if (typeof value === 'string') return value
  throw new ApiError({ code: 'invalid_value', param: name, message: `Invalid '${name}': given more than once.` })
}

/** @throws ApiError 400 for anything but `true` and `false` */
export function queryBoolean(request: FastifyRequest, name: string): boolean | null {
  const value = queryValue(request, name)
  if (value === null) return null
  if (value === 'true' || value === 'false') return value === 'true'
  throw new ApiError({
    code: 'invalid_type',
    param: name,
    message: `Invalid type for '${name}': expected a boolean, but got '${quoted(value)}' instead.`,
  })
}

/** @throws ApiError 400 for anything but a whole number from `min` to `max` */
export function queryInteger(request: FastifyRequest, name: string, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number | null {
  const value = queryValue(request, name)
  if (value === null) return null
  if (!/^-?\d{1,16}$/.test(value)) {
    throw new ApiError({
      code: 'invalid_type',
      param: name,
      message: `Invalid type for '${name}': expected an integer, but got '${quoted(value)}' instead.`,
    })
  }
  const number = Number(value)
  if (number < min) {
    const message = `Invalid '${name}': integer below minimum value. Expected a value >= ${min}, but got ${number} instead.`
    throw new ApiError({ code: 'integer_below_min_value', param: name, message })
  }
  if (number > max) {
    const message = `Invalid '${name}': integer above maximum value. Expected a value <= ${max}, but got ${number} instead.`
    throw new ApiError({ code: 'integer_above_max_value', param: name, message })
  }
  return number
}

/** @throws ApiError 400 for anything but one of `allowed` */
export function queryChoice<Choice extends string>(request: FastifyRequest, name: string, allowed: readonly Choice[]): Choice | null {
  const value = queryValue(request, name)
  if (value === null) return null
  const choice = allowed.find((one) => one === value)
  if (choice !== undefined) return choice
  const supported = allowed.map((one) => `'${one}'`).join(' and ')
  throw new ApiError({
    code: 'invalid_value',
    param: name,
    message: `Invalid value: '${quoted(value)}'. Supported values are: ${supported}.`,
  })
}

function quoted(value: string): string {
  return value.slice(0, 100)
}
