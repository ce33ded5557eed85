import { expect, test } from 'vitest';
import { setUp } from '../../../../testing/resolver-util.js';
import { jsUtil } from './js-util.js';

/** 2018-02-06T19:01:35.758Z, a Tuesday. */
const TIME = 1517943695758;

test.each([
  ['yyyy-MM-dd[XXX]', '-07:00:30', '2018-02-06-07:00'],
  ["yyyy-MM-dd'T'HH:mm:ss[XXXXX]", '-07:00:30', '2018-02-06T12:01:05-07:00:30'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSX", 'UTC', '2018-02-06T19:01:35.758Z'],
  ['EEE, d MMM yyyy hh:mm a', 'Europe/Berlin', 'Tue, 6 Feb 2018 08:01 PM'],
  ['EEEE MMMM D yy', 'Asia/Tokyo', 'Wednesday February 38 18'],
  ['VV xxx', 'America/New_York', 'America/New_York -05:00'],
])('%s in %s is %s', (pattern, zone, expected) => {
  const { call } = setUp(jsUtil);
  expect(call('time.epochMilliSecondsToFormatted', TIME, pattern, zone)).toBe(expected);
});

test.each([
  ['Tue, 6 Feb 2018 08:01 PM', 'EEE, d MMM yyyy hh:mm a', 'Europe/Berlin', 1517943660000],
  // A zone in the text wins.
  ['2018-02-06 19:01+0000', 'yyyy-MM-dd HH:mmZ', 'Europe/Berlin', 1517943660000],
  ['2018-07-01 00:00', 'yyyy-MM-dd HH:mm', 'Europe/Berlin', 1530396000000],
  // No zone.
  ['2018-02-06 19:01', 'yyyy-MM-dd HH:mm', undefined, null],
  // No time of day.
  ['2018-02-06', 'yyyy-MM-dd', 'UTC', null],
  ['not a time', 'yyyy-MM-dd HH:mm', 'UTC', null],
  ['2018-13-06 19:01', 'yyyy-MM-dd HH:mm', 'UTC', null],
  [null, 'yyyy-MM-dd HH:mm', 'UTC', null],
])('%j with %s in %s is %s milliseconds', (text, pattern, zone, expected) => {
  const { call } = setUp(jsUtil);
  expect(call('time.parseFormattedToEpochMilliSeconds', text, pattern, zone)).toBe(expected);
});

test.each([
  ['2018-02-06T19:01:35.758Z', TIME],
  ['2018-02-06T20:01:35+01:00', 1517943695000],
  ['2018-02-06T19:01Z', 1517943660000],
  ['2018-02-06T19:01:35', null],
  ['2018-02-06', null],
  ['2018-02-30T19:01:35Z', null],
  ['2018-02-06T25:01:35Z', null],
  ['Tue, 6 Feb 2018', null],
  ['', null],
  [null, null],
])('the ISO 8601 text %j is %s milliseconds', (text, expected) => {
  expect(setUp(jsUtil).call('time.parseISO8601ToEpochMilliSeconds', text)).toBe(expected);
});

test.each([
  [1999, 1],
  [-1, -1],
])('%s milliseconds are %s seconds', (milliseconds, seconds) => {
  expect(setUp(jsUtil).call('time.epochMilliSecondsToSeconds', milliseconds)).toBe(seconds);
});
