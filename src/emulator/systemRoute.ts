import { Hono } from 'hono'

import { emulatedEnvironment } from './emulatedEnvironment'

/**
 * `GET /system/v1/whoami`, what an access token may do:
 * https://www.mux.com/docs/core/make-api-requests
 */
export function createSystemRoute(): Hono {
  const route = new Hono()
  route.get('/system/v1/whoami', (context) =>
    context.json({
      data: {
        environment_id: emulatedEnvironment.id,
        environment_name: emulatedEnvironment.name,
        environment_type: 'development',
        organization_id: 'emulator',
        organization_name: 'mux-viewers emulator',
        access_token_name: 'emulator',
        permissions: ['video:read', 'video:write', 'data:read', 'system:read'],
      },
    }),
  )
  return route
}
