import { Hono } from 'hono'

/**
 * `GET /system/v1/whoami`, what an access token may do:
 * https://www.mux.com/docs/core/make-api-requests
 */
export function createSystemRoute(): Hono {
  const route = new Hono()
  route.get('/system/v1/whoami', (context) =>
    context.json({
      data: {
        environment_id: 'emulator',
        environment_name: 'Emulator',
        environment_type: 'development',
        organization_id: 'emulator',
        organization_name: 'mux-viewers emulator',
        access_token_name: 'emulator',
        permissions: ['video:read', 'data:read', 'system:read'],
      },
    }),
  )
  return route
}
