import { describe, expect, test } from 'vitest';
import { evaluateTemplate } from '../../../../../testing/evaluate-template.js';

type Row = readonly [expression: string, value: unknown];

const ctx = () => ({
  m: { a: 1, b: null, c: [1] },
  l: ['x', 'y', 'x'],
  n: [3, 1, 2],
  t: 'Hello, World',
  nothing: null,
});

const returned = (template: string) => evaluateTemplate(template, ctx()).value;

describe('maps', () => {
  const rows: readonly Row[] = [
    ['$ctx.m.get("a")', 1],
    ['$ctx.m.get("z")', null],
    ['$ctx.m.getOrDefault("a", 2)', 1],
    ['$ctx.m.getOrDefault("z", 2)', 2],
    ['$ctx.m.put("a", 2)', 1],
    ['$ctx.m.put("z", 2)', null],
    ['$ctx.m.putIfAbsent("a", 2)', 1],
    ['$ctx.m.putIfAbsent("z", 2)', null],
    ['$ctx.m.remove("a")', 1],
    ['$ctx.m.remove("z")', null],
    ['$ctx.m.containsKey("b")', true],
    ['$ctx.m.containsKey("z")', false],
    ['$ctx.m.containsValue([1])', true],
    ['$ctx.m.containsValue(2)', false],
    ['$ctx.m.keySet()', ['a', 'b', 'c']],
    ['$ctx.m.values()', [1, null, [1]]],
    [
      '$ctx.m.entrySet()',
      [
        { key: 'a', value: 1 },
        { key: 'b', value: null },
        { key: 'c', value: [1] },
      ],
    ],
    ['$ctx.m.entrySet().get(0).getValue()', 1],
    ['$ctx.m.size()', 3],
    ['$ctx.m.isEmpty()', false],
    ['$ctx.m.equals({"c": [1], "b": null, "a": 1})', true],
    ['$ctx.m.equals({"a": 1})', false],
    ['$ctx.m.toString()', '{a=1, b=null, c=[1]}'],
  ];
  test.each(rows)('%s is %j', (expression, expected) => {
    expect(returned(`#return(${expression})`)).toEqual(expected);
  });

  test('putAll, remove and clear change the map', () => {
    expect(returned('$util.qr($ctx.m.putAll({"a": 2, "d": 3}))#return($ctx.m)')).toEqual({
      a: 2,
      b: null,
      c: [1],
      d: 3,
    });
    expect(returned('$util.qr($ctx.m.remove("c"))#return($ctx.m)')).toEqual({ a: 1, b: null });
    expect(returned('$util.qr($ctx.m.clear())#return($ctx.m)')).toEqual({});
  });
});

describe('lists', () => {
  const rows: readonly Row[] = [
    ['$ctx.l.add("z")', true],
    ['$ctx.l.addAll([1, 2])', true],
    ['$ctx.l.addAll([])', false],
    ['$ctx.l.get(0)', 'x'],
    ['$ctx.l.get(9)', null],
    ['$ctx.l.get(-1)', null],
    ['$ctx.l.set(0, "q")', 'x'],
    ['$ctx.l.remove(1)', 'y'],
    ['$ctx.l.remove("x")', true],
    ['$ctx.l.remove("q")', false],
    ['$ctx.l.contains("y")', true],
    ['$ctx.l.contains("q")', false],
    ['$ctx.n.contains("1")', false],
    ['$ctx.l.containsAll(["y", "x"])', true],
    ['$ctx.l.containsAll(["y", "q"])', false],
    ['$ctx.l.indexOf("x")', 0],
    ['$ctx.l.lastIndexOf("x")', 2],
    ['$ctx.l.indexOf("q")', -1],
    ['$ctx.l.subList(1, 3)', ['y', 'x']],
    ['$ctx.l.toArray()', ['x', 'y', 'x']],
    ['$ctx.l.size()', 3],
    ['$ctx.l.isEmpty()', false],
    ['$ctx.n.equals([3, 1, 2])', true],
    ['$ctx.n.equals([1, 2, 3])', false],
    ['$ctx.n.toString()', '[3, 1, 2]'],
  ];
  test.each(rows)('%s is %j', (expression, expected) => {
    expect(returned(`#return(${expression})`)).toEqual(expected);
  });

  const changes: readonly Row[] = [
    ['$ctx.n.add(4)', [3, 1, 2, 4]],
    ['$ctx.n.add(0, 4)', [4, 3, 1, 2]],
    ['$ctx.n.add(3, 4)', [3, 1, 2, 4]],
    ['$ctx.n.addAll([4, 5])', [3, 1, 2, 4, 5]],
    ['$ctx.n.addAll(1, [4, 5])', [3, 4, 5, 1, 2]],
    ['$ctx.n.addAll($ctx.n)', [3, 1, 2, 3, 1, 2]],
    ['$ctx.n.set(1, 9)', [3, 9, 2]],
    ['$ctx.n.remove(0)', [1, 2]],
    ['$ctx.n.removeAll([1, 2])', [3]],
    ['$ctx.n.retainAll([1, 2])', [1, 2]],
    ['$ctx.n.clear()', []],
  ];
  test.each(changes)('%s changes the list to %j', (call, expected) => {
    expect(returned(`$util.qr(${call})#return($ctx.n)`)).toEqual(expected);
  });
});

describe('strings', () => {
  const rows: readonly Row[] = [
    ['$ctx.t.length()', 12],
    ['$ctx.t.isEmpty()', false],
    ['$ctx.t.isBlank()', false],
    ['$ctx.t.charAt(1)', 'e'],
    ['$ctx.t.substring(7)', 'World'],
    ['$ctx.t.substring(0, 5)', 'Hello'],
    ['$ctx.t.indexOf("o")', 4],
    ['$ctx.t.indexOf("o", 5)', 8],
    ['$ctx.t.lastIndexOf("o")', 8],
    ['$ctx.t.contains("World")', true],
    ['$ctx.t.startsWith("Hello")', true],
    ['$ctx.t.endsWith("Hello")', false],
    ['$ctx.t.toLowerCase()', 'hello, world'],
    ['$ctx.t.toUpperCase()', 'HELLO, WORLD'],
    ['$ctx.t.concat("!").trim()', 'Hello, World!'],
    ['$ctx.t.substring(0, 2).repeat(3)', 'HeHeHe'],
    ['$ctx.t.split(", ")', ['Hello', 'World']],
    ['$ctx.t.split("[lo]+")', ['He', ', W', 'r', 'd']],
    ['$ctx.t.split(",", 1)', ['Hello, World']],
    ['$ctx.t.split("")', ['H', 'e', 'l', 'l', 'o', ',', ' ', 'W', 'o', 'r', 'l', 'd']],
    ['$ctx.t.replace("o", "0")', 'Hell0, W0rld'],
    ['$ctx.t.replace("l", "$1")', 'He$1$1o, Wor$1d'],
    ['$ctx.t.substring(0, 2).replace("", "-")', '-H-e-'],
    ["$ctx.t.replaceAll('(\\w)o', '$1_')", 'Hell_, W_rld'],
    ['$ctx.t.replaceAll("[^a-z]", "")', 'elloorld'],
    ['$ctx.t.replaceFirst("l", "L")', 'HeLlo, World'],
    ['$ctx.t.matches("Hello")', false],
    ['$ctx.t.matches("Hello.*")', true],
    ['$ctx.t.equals("Hello, World")', true],
    ['$ctx.t.equals(1)', false],
    ['$ctx.t.equalsIgnoreCase("HELLO, WORLD")', true],
    ['$ctx.t.compareTo("Help")', 'l'.charCodeAt(0) - 'p'.charCodeAt(0)],
    ['$ctx.t.compareTo("Hello")', 7],
    ['$ctx.t.compareToIgnoreCase("HELLO, WORLD")', 0],
    ['$ctx.t.toString()', 'Hello, World'],
    ['$ctx.t.concat("!").hashCode()', 1498789909],
    ['$ctx.t.join("-", $ctx.n)', '3-1-2'],
    ['$ctx.t.valueOf($ctx.n)', '[3, 1, 2]'],
  ];
  test.each(rows)('%s is %j', (expression, expected) => {
    expect(returned(`#return(${expression})`)).toEqual(expected);
  });
});

describe('numbers and booleans', () => {
  const rows: readonly Row[] = [
    ['$x.intValue()', 2],
    ['$x.longValue()', 2],
    ['$x.doubleValue()', 2.5],
    ['$x.toString()', '2.5'],
    ['$x.equals(2.5)', true],
    ['$x.equals("2.5")', false],
    ['$x.compareTo(3)', -1],
    ['$x.parseInt("-12")', -12],
    ['$x.parseDouble("1.5")', 1.5],
    ['$x.valueOf("12")', 12],
    ['$y.toString()', 'true'],
    ['$y.equals(true)', true],
    ['$y.booleanValue()', true],
  ];
  test.each(rows)('%s is %j', (expression, expected) => {
    expect(returned(`#set($x = 2.5)#set($y = true)#return(${expression})`)).toEqual(expected);
  });
});

describe('methods that do not exist give null', () => {
  test.each([
    '$ctx.nothing.size()',
    '$ctx.nobody.get("a").put("b", $util.error("not evaluated"))',
    '$ctx.l.put("a", 1)',
    '$ctx.m.add(1)',
    '$ctx.m.get()',
    '$ctx.m.putAll(5)',
    '$ctx.l.get("0")',
    '$ctx.t.size()',
    '$ctx.t.contains(5)',
    '$ctx.t.constructor("x")',
    '$ctx.l.map("x")',
    '$ctx.l.__proto__.push(1)',
    '$ctx.m.hasOwnProperty("a")',
    '$ctx.m.toString(1)',
    '$ctx.l.getClass()',
    '$ctx.t.class.forName("java.lang.Runtime")',
  ])('%s', (expression) => {
    expect(returned(`#return(${expression})`)).toBe(null);
  });
});

describe('calls that fail in Java name the line', () => {
  test.each([
    ['$ctx.l.set(3, 1)', 'Index 3 is out of bounds for length 3.'],
    ['$ctx.l.remove(7)', 'Index 7 is out of bounds for length 3.'],
    ['$ctx.l.add(9, 1)', 'Index 9 is out of bounds for length 3.'],
    ['$ctx.l.subList(2, 1)', 'The range 2 to 1 is out of bounds for length 3.'],
    ['$ctx.t.substring(50)', 'The range 50 to 12 is out of bounds for length 12.'],
    ['$ctx.t.charAt(12)', 'The range 12 to 13 is out of bounds for length 12.'],
    ['$ctx.m.put($nobody, 1)', 'The key of a map must not be null.'],
    ['$ctx.m.size().parseInt("1x")', "'1x' is no number."],
    ['$ctx.t.repeat(-1)', 'The count -1 is negative.'],
  ])('%s', (expression, message) => {
    expect(() => returned(`\n#return(${expression})`)).toThrow(`t, line 2: ${message}`);
  });

  test.each(['(?=a)', '(a)\\1', '(?<!b)a', '('])('the regular expression %s', (pattern) => {
    expect(() => returned(`#return($ctx.t.matches('${pattern}'))`)).toThrow(
      't, line 1: The sandbox cannot use the regular expression',
    );
  });
});
