import { describe, expect, test } from 'vitest';
import { evaluateTemplate } from '../../../../testing/evaluate-template.js';
import { ResolverError } from '../util/effects.js';
import { compileTemplate } from './template.js';
import { TemplateError } from './template-error.js';

function errorOf(text: string, ctx: object = {}): unknown {
  try {
    return evaluateTemplate(text, ctx);
  } catch (error) {
    return error;
  }
}

describe('a syntax error names the template and the line', () => {
  test.each([
    ['\n#set($a = )', 2, "Syntax error: ')' is not expected in: #set($a = )"],
    ['#if($a == )1#end', 1, "Syntax error: ')' is not expected in: #if($a == )1#end"],
    ['#set($null = = 1)', 1, "Syntax error: '=' is not expected in: #set($null = = 1)"],
    ['\n\n#if(true)\n1', 3, 'This #if has no #end.'],
    ['#foreach($x in $l)#if(true)#end', 1, 'This #foreach has no #end.'],
    ['1\n#end\n2', 2, 'This #end closes no block.'],
    ['\n#else', 2, '#else is outside of #if.'],
    ['#foreach($x in $l)#elseif(true)#end', 1, '#elseif is outside of #if.'],
    ['#if(true)#else\n#else\n#end', 2, '#else comes after #else.'],
    ['\n#if($a', 2, 'Syntax error: this is not expected in: #if($a'],
    ['\n#set($a = $b.get(key))', 2, "Syntax error: put 'key' in quotes."],
    ['\n#set($a = {"b": })', 2, "Syntax error: the key 'b' has no value."],
    ['#set($a = $b(1))', 1, 'Syntax error: $b(1) is no reference.'],
    ['#set($a.b() = 1)', 1, 'Syntax error: #set cannot set $a.b().'],
    ['\n#macro(m)#end', 2, 'AppSync does not support #macro.'],
    ['\n#parse("x")', 2, 'AppSync does not support #parse().'],
    ['#evaluate("x")', 1, 'AppSync does not support #evaluate().'],
    ['#define($a)x#end', 1, 'AppSync does not support #define.'],
    [
      `#set($a = ${'['.repeat(20_000)}1${']'.repeat(20_000)})`,
      1,
      'The template is nested too deeply.',
    ],
    [' '.repeat(65_537), 1, 'The template is larger than 64 KB, which is the maximum of AppSync.'],
  ])('%.60s', (text, line, message) => {
    const compile = () => compileTemplate({ name: 'Query.a.request', text });
    expect(compile).toThrow(TemplateError);
    expect(compile).toThrow(
      expect.objectContaining({
        message: `Query.a.request, line ${line}: ${message}`,
        errorType: 'MappingTemplate',
        line,
        template: 'Query.a.request',
      }),
    );
  });
});

describe('$util', () => {
  test.each([
    ['\n$util.unknown()', 2, 'There is no function $util.unknown().'],
    [
      '#if(true)\n#set($x = $utils.dynamodb.unknown(1))#end',
      2,
      'There is no function $utils.dynamodb.unknown().',
    ],
    ['$util.unknown.toDynamoDB(1)', 1, 'There is no $util.unknown.'],
    ['$extensions.invalidate()', 1, 'There is no function $extensions.invalidate().'],
    ['$util.toJson', 1, '$util.toJson is a function. Call it: $util.toJson()'],
    ['$util.dynamodb()', 1, 'There is no function $util.dynamodb().'],
    ['$util.constructor("x")', 1, 'There is no function $util.constructor().'],
    ['$util.__proto__.x()', 1, 'There is no $util.__proto__.'],
    ['$util.toString()', 1, 'There is no function $util.toString().'],
    ['$util.put("a", 1)', 1, 'There is no function $util.put().'],
    ['\n#if(false)#elseif($util.unknown())#end', 2, 'There is no function $util.unknown().'],
    ['\n\n$util.fails()', 3, 'broken function'],
  ])('%s throws', (text, line, message) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({ message: `t, line ${line}: ${message}`, line });
  });

  test.each([
    '$util.error("no", "Custom")',
    '#set($x = $util.error("no", "Custom"))',
    '#if($util.error("no", "Custom"))#end',
    '$util.qr($util.error("no", "Custom"))',
    '#foreach($x in [1..3])"$util.error("no", "Custom")"#end',
    '#return({"a": [$util.error("no", "Custom")]})',
  ])('%s ends the template with the error itself', (text) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(ResolverError);
    expect(error).not.toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({ message: 'no', errorType: 'Custom' });
  });

  test('can be hidden by a variable, which is a map', () => {
    expect(evaluateTemplate('#set($util = {"a": 1})$util.a').value).toBe(1);
  });

  test('is not changed by a template', () => {
    evaluateTemplate('#set($util.toJson = 1)#set($util["toJson"] = 1)');
    expect(evaluateTemplate('$util.toJson([1])').value).toEqual([1]);
  });
});

describe('properties of JavaScript do not exist', () => {
  test.each([
    '$ctx.constructor',
    '$ctx.__proto__',
    '$ctx.m["__proto__"]',
    '$ctx.m.toString',
    '$ctx.m.hasOwnProperty',
    '$ctx.l.length',
    '$ctx.l.constructor',
    '$ctx.t.length',
    '$ctx.t.constructor.constructor',
    '$ctx.n.toFixed',
    '$ctx.m.get("constructor")',
    '$ctx.m.remove("__proto__")',
    '$constructor',
    '$__proto__',
  ])('%s is null', (reference) => {
    const ctx = { m: {}, l: [], t: 'x', n: 1 };
    expect(evaluateTemplate(`#return(${reference})`, ctx).value).toBe(null);
  });

  test.each([
    '$util.qr($ctx.m.put("__proto__", {"polluted": 1}))',
    '#set($ctx.m.__proto__ = {"polluted": 1})',
    '#set($ctx.m["__proto__"] = {"polluted": 1})',
    '#set($x = {"__proto__": {"polluted": 1}})$util.qr($ctx.m.putAll($x))',
  ])('%s is plain data', (text) => {
    const ctx: { m: { polluted?: number } } = { m: {} };
    expect(evaluateTemplate(`${text}"$ctx.m $ctx.m.size() $ctx.m.keySet()"`, ctx).value).toBe(
      '{__proto__={polluted=1}} 1 [__proto__]',
    );
    expect(ctx.m.polluted).toBeUndefined();
    expect({}).not.toHaveProperty('polluted');
  });

  test('keys with the names of methods are data', () => {
    const text =
      '#set($m = {"get": 1, "size": 2, "constructor": 3})[$m.get, $m.size, $m.size(), $m.constructor]';
    expect(evaluateTemplate(text).value).toEqual([1, 2, 3, 3]);
  });
});

describe('an attack ends early', () => {
  const tooLong = 'The evaluation takes too long';
  const tooLarge = 'Transformation too large';
  const tooDeep = 'The data is nested too deeply';
  const range = '#foreach($x in [1..1000])';
  test.each([
    ['four nested loops', `${range}${range}${range}${range}1#end#end#end#end`, tooLong],
    ['a string that doubles', `#set($s = "ab")${range}#set($s = "$s$s")#end`, tooLarge],
    ['a sum that doubles', `#set($s = "ab")${range}#set($s = $s + $s)#end`, tooLarge],
    ['concat that doubles', `#set($s = "ab")${range}#set($s = $s.concat($s))#end`, tooLarge],
    ['replace that grows', `#set($s = "aa")${range}#set($s = $s.replace("a", $s))#end`, tooLarge],
    ['replaceAll that grows', `#set($s = "aa")${range}#set($s = $s.replaceAll("a", $s))#end`, ''],
    ['repeat', '#set($s = "ab")#set($s = $s.repeat(2000000000))', tooLarge],
    ['join that grows', `#set($s = "ab")${range}#set($s = $s.join($s, [$s, $s]))#end`, tooLarge],
    ['output', `#set($s = "ab")${range}${range}$s$s$s$s$s$s#end#end`, tooLarge],
    ['a list that doubles', `#set($l = [1])${range}$util.qr($l.addAll($l))#end`, tooLong],
    ['a range as a list', '#set($l = [1..100000000])', 'A range of 100000000 numbers is too long'],
    ['many ranges', `${range}#set($l = [1..100000])#end`, tooLong],
    ['a shared list as text', `#set($l = [1])${range}#set($l = [$l, $l])#end"$l"`, ''],
    [
      'a shared list as JSON',
      `#set($l = [1])#foreach($x in [1..60])#set($l = [$l, $l])#end$util.toJson($l)`,
      tooLong,
    ],
    [
      'a shared list as result',
      `#set($l = [1])#foreach($x in [1..60])#set($l = [$l, $l])#end#return($l)`,
      tooLong,
    ],
    [
      'shared lists that are equal',
      `#set($l = [1])#set($m = [1])#foreach($x in [1..60])#set($l = [$l, $l])#set($m = [$m, $m])#end#if($l == $m)1#end`,
      tooLong,
    ],
    ['a list in itself as text', '#set($l = [])$util.qr($l.add($l))"$l"', tooDeep],
    ['a map in itself as JSON', '#set($m = {})$util.qr($m.put("m", $m))$util.toJson($m)', tooDeep],
    ['a map in itself as result', '#set($m = {})$util.qr($m.put("m", $m))#return($m)', tooDeep],
    [
      'maps in themselves that are equal',
      '#set($m = {})#set($n = {})$util.qr($m.put("m", $m))$util.qr($n.put("m", $n))#if($m == $n)1#end',
      tooDeep,
    ],
    [
      'a list in itself as element',
      '#set($l = [])$util.qr($l.add($l))#set($m = [$l])$util.qr($m.contains([[]]))"$m"',
      tooDeep,
    ],
    [
      'a regular expression that backtracks',
      `#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")${range}${range}$util.qr($s.matches("(a+)+b"))#end#end`,
      tooLong,
    ],
    [
      'regular expressions on long text',
      `#set($s = "ab")#foreach($x in [1..18])#set($s = "$s$s")#end$s.matches("(a|b)*c")`,
      tooLong,
    ],
    [
      'a nested quantifier',
      '#set($s = "a")$s.matches("((a{100}){100}){100}")',
      'invalid repeat count',
    ],
    [
      'a long pattern',
      '#set($p = "a")#foreach($x in [1..11])#set($p = "$p$p")#end$p.matches($p)',
      'The regular expression is too long.',
    ],
    [
      'removeAll of long lists',
      '#set($a = [1..50000])#set($b = [60000..100000])$util.qr($a.removeAll($b))',
      tooLong,
    ],
    [
      'keys of a large map',
      `#set($m = {})#foreach($x in [1..1000])$util.qr($m.put("k$x", 1))#end${range}${range}$util.qr($m.keySet())#end#end`,
      tooLong,
    ],
  ])('%s', (_, text, message) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(ResolverError);
    expect(error).toMatchObject({
      errorType: 'MappingTemplate',
      message: expect.stringContaining(message),
    });
  });

  test('a loop over a range of 100,000,000 runs 1,000 times', () => {
    const text = '#foreach($x in [1..100000000])#set($n = $x)#end"$n $foreach.last"';
    expect(evaluateTemplate(text).value).toBe('1000 $foreach.last');
  });

  test('nested loops of 1,000 iterations each are allowed', () => {
    const text = `#set($n = 0)${range}${range}#set($n = $n + 1)#end#end$n`;
    expect(evaluateTemplate(text).value).toBe(1_000_000);
  });
});

test('evaluations of one template do not share variables', () => {
  const template = compileTemplate({ name: 't', text: '#if($a)1#else 2#end#set($a = true)' });
  const scope = { ctx: {}, util: {}, extensions: {} };
  expect(template.evaluate(scope).value).toBe(2);
  expect(template.evaluate(scope).value).toBe(2);
});
