import type { Context } from 'hono';
import { z } from 'zod';
import { faultRuleSchema } from './faults.ts';
import { latencySchema } from './latency.ts';
import type { Service } from './service-shape.ts';

/** The routes of `/_control` that both servers share. */
export function addControlRoutes(service: Service): void {
  const { app, clock, counters, faults, latency, recorder } = service;

  app.post('/_control/reset', (c) => {
    service.reset();
    return c.body(null, 204);
  });
  app.post('/_control/scenario', (c) =>
    withBody(c, z.strictObject({ name: z.string() }), ({ name }) => {
      service.loadScenario(name);
      return c.json({ scenario: name });
    }),
  );
  app.post('/_control/clock', (c) =>
    withBody(c, z.strictObject({ advanceMs: z.number().nonnegative() }), ({ advanceMs }) => {
      clock.advance(advanceMs);
      return c.json({ now: new Date(clock.now()).toISOString() });
    }),
  );
  app.get('/_control/clock', (c) => c.json({ now: new Date(clock.now()).toISOString() }));

  app.post('/_control/faults', (c) =>
    withBody(c, faultRuleSchema, (rule) => c.json({ faultId: faults.add(rule) }, 201)),
  );
  app.get('/_control/faults', (c) => c.json({ faults: faults.list() }));
  app.delete('/_control/faults', (c) => {
    faults.clear(c.req.query('faultId'));
    return c.body(null, 204);
  });

  app.post('/_control/latency', (c) =>
    withBody(c, latencySchema, (distribution) => {
      latency.set(distribution);
      return c.body(null, 204);
    }),
  );
  app.get('/_control/counters', (c) => c.json(counters.read()));
  app.post('/_control/counters/reset', (c) => {
    counters.reset();
    return c.body(null, 204);
  });
  app.post('/_control/recording', (c) =>
    withBody(c, z.strictObject({ path: z.string().nullable() }), ({ path }) => {
      recorder.recordTo(path);
      return c.body(null, 204);
    }),
  );
}

/** Reads and checks a control request; anything wrong with it, or refused by `act`, is a 400 that says what. */
export async function withBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  act: (body: z.infer<Schema>) => Response | Promise<Response>,
): Promise<Response> {
  try {
    const text = await c.req.text();
    return await act(schema.parse(text === '' ? {} : JSON.parse(text)));
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return c.json({ error: message }, 400);
  }
}
