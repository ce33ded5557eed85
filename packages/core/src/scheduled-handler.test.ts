import { describe, expect, it, vi } from 'vitest';
import { logger, type ScheduledEvent, scheduledHandler, scheduledTime } from './index.js';
import {
  captureOutput,
  invoke,
  lambdaContext,
  scheduleRuleEvent,
  schedulerEvent,
} from './testing/index.js';

describe('the scheduled time', () => {
  it.each<[string, ScheduledEvent]>([
    ['EventBridge Scheduler, with a string as detail', schedulerEvent()],
    ['an EventBridge rule, with an object as detail', scheduleRuleEvent()],
    ['a custom Input', { time: '2026-11-22T10:00:00Z' }],
    ["an Input with the context attribute's name", { scheduledTime: '2026-11-22T10:00:00Z' }],
    ['an Input with more in it', JSON.parse('{"time":"2026-11-22T10:00:00Z","tenant":"a"}')],
    ['another offset', { time: '2026-11-22T11:00:00+01:00' }],
    ['a call some seconds late', schedulerEvent({ time: '2026-11-22T10:00:42Z' })],
    ['fractions of a second', { time: '2026-11-22T10:00:00.123Z' }],
  ])('is read from an event of %s', (_, event) => {
    expect(scheduledTime(event)).toEqual({
      at: new Date('2026-11-22T10:00:00Z'),
      iso: '2026-11-22T10:00:00Z',
      date: '2026-11-22',
      year: '2026',
      month: '11',
      day: '22',
      hour: '10',
      minute: '00',
      timeZone: 'UTC',
    });
  });

  it.each([
    ['2026-11-22T23:30:00Z', 'Europe/Berlin', '2026-11-23T00:30:00+01:00'],
    ['2026-11-22T00:00:00Z', 'America/Los_Angeles', '2026-11-21T16:00:00-08:00'],
    ['2026-06-01T00:00:00Z', 'Asia/Kolkata', '2026-06-01T05:30:00+05:30'],
    ['2026-12-31T12:00:00Z', 'Pacific/Kiritimati', '2027-01-01T02:00:00+14:00'],
    // The hour that comes twice in autumn.
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00+01:00'],
  ])('of %s is, in %s, %s', (time, timeZone, expected) => {
    const { iso, date, hour, at } = scheduledTime({ time }, timeZone);
    expect(iso).toBe(expected);
    expect(expected).toContain(`${date}T${hour}:`);
    expect(at.getTime()).toBe(Date.parse(expected));
  });

  it('of an empty event, such as from the console, is this minute', () => {
    vi.useFakeTimers({ now: new Date('2026-11-22T10:20:30Z') });
    try {
      expect(scheduledTime({}).iso).toBe('2026-11-22T10:20:00Z');
    } finally {
      vi.useRealTimers();
    }
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', '2026-11-22T10:00:00Z'],
    ['a list', [{ time: '2026-11-22T10:00:00Z' }]],
    ['an Input without a time', { tenant: 'ada@example.com' }],
    ['a time that is not valid', { time: 'ada@example.com' }],
    ['a day that does not exist', { time: '2026-13-41T10:00:00Z' }],
    ['a time without an offset', { time: '2026-11-22T10:00:00' }],
    ['a number', { time: 1_795_342_272 }],
    ['an attribute that was not filled in', { time: '<aws.scheduler.scheduled-time>' }],
    ['records of a stream', { Records: [] }],
    [
      'an event of S3 through EventBridge, which has a time',
      { ...scheduleRuleEvent(), source: 'aws.s3', 'detail-type': 'Object Created' },
    ],
    ['a custom event through EventBridge', { ...scheduleRuleEvent(), source: 'my.app' }],
  ])('is not read from %s', (_, event) => {
    expect(() => scheduledTime(event as ScheduledEvent)).toThrow('This is no event of a schedule.');
    expect(() => scheduledTime(event as ScheduledEvent)).not.toThrow('ada@');
  });
});

describe('a handler of a schedule', () => {
  it.each([
    ['a text', schedulerEvent({ detail: '{"tenant":"a"}' }), { tenant: 'a' }],
    ['an object', scheduleRuleEvent(), {}],
    [
      'a custom Input',
      JSON.parse('{"time":"2026-11-22T10:00:00Z","tenant":"a"}'),
      { time: '2026-11-22T10:00:00Z', tenant: 'a' },
    ],
  ])('gets the time and the detail, which is %s', async (_, event, detail) => {
    const handler = scheduledHandler(
      { recipe: 'clean-up', timeZone: 'Europe/Berlin' },
      (run) => run,
    );
    const run = await invoke(handler, event);
    expect(run).toMatchObject({ scheduledTime: { hour: '11' }, detail });
  });

  it('rejects a detail that is a string but not JSON', async () => {
    const handle = vi.fn();
    const handler = scheduledHandler({ recipe: 'clean-up' }, handle);
    const { error } = await captureOutput(() => invoke(handler, schedulerEvent({ detail: '{' })));
    expect(error).toMatchObject({ message: expect.stringContaining('not valid JSON') });
    expect(handle).not.toHaveBeenCalled();
  });

  it('rejects a wrong event and logs it', async () => {
    const handle = vi.fn();
    const handler = scheduledHandler({ recipe: 'clean-up' }, handle);
    const { error, lines } = await captureOutput(() =>
      invoke(handler, JSON.parse('{"tenant":"ada@example.com"}')),
    );
    expect(error).toMatchObject({ message: expect.stringContaining('no event of a schedule') });
    expect(handle).not.toHaveBeenCalled();
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'clean-up failed' }]);
  });

  it('throws and logs an error without the address in its message', async () => {
    const handler = scheduledHandler({ recipe: 'clean-up' }, () => {
      throw new Error('No such user: ada@example.com', { cause: 'ada@example.com' });
    });
    const { error, lines, text } = await captureOutput(() => invoke(handler, schedulerEvent()));
    expect(error).toMatchObject({
      message: 'clean-up failed with Error. The previous line in the log says where.',
    });
    expect(error).not.toHaveProperty('cause');
    expect(lines).toMatchObject([
      { message: 'clean-up failed', scheduledTime: '2026-11-22T10:00:00Z' },
    ]);
    expect(text).not.toContain('ada@');
  });

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    [
      'stops when the signal aborts',
      (signal) => new Promise((_, no) => signal.addEventListener('abort', no)),
    ],
    ['does not', () => new Promise(() => {})],
  ])('says that the time is over if the recipe %s', async (_, wait) => {
    const handler = scheduledHandler({ recipe: 'clean-up' }, ({ signal }) => wait(signal));
    const { error } = await captureOutput(() =>
      invoke(handler, schedulerEvent(), lambdaContext({ getRemainingTimeInMillis: () => 100 })),
    );
    expect(error).toMatchObject({
      message:
        'clean-up ran out of time. Not done after 0.08 s. Set a longer timeoutSeconds where the function is defined.',
    });
  });

  it('adds the request to the lines of the recipe', async () => {
    const handler = scheduledHandler({ recipe: 'clean-up' }, () => logger.info('cleaned'));
    const { lines } = await captureOutput(() => invoke(handler, schedulerEvent()));
    expect(lines).toMatchObject([{ function_request_id: lambdaContext().awsRequestId }]);
  });
});
