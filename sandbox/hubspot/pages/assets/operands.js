import { element, uniqueId } from './element.js';

/**
 * The inputs that follow an operator. `values` is changed in place as the person types; `changed` is called after.
 * Kinds are those of the server's operator choices.
 */
export function renderOperands({ kind, property, values, lists, changed }) {
  const set = (index, value) => {
    values[index] = value;
    changed();
  };
  switch (kind) {
    case 'none':
      values.length = 0;
      return [];
    case 'options':
      return [renderOptions(property, values, changed)];
    case 'text':
      return [renderText(values, changed)];
    case 'number':
      return [renderInput('Value', 'number', values[0], (value) => set(0, value))];
    case 'numbers':
      return [
        renderInput('From', 'number', values[0], (value) => set(0, value)),
        renderInput('To', 'number', values[1], (value) => set(1, value)),
      ];
    case 'date':
      return [renderInput('Date', 'date', values[0], (value) => set(0, value))];
    case 'dates':
      return [
        renderInput('From', 'date', values[0], (value) => set(0, value)),
        renderInput('To', 'date', values[1], (value) => set(1, value)),
      ];
    case 'days':
      return [renderInput('Days', 'number', values[0], (value) => set(0, value))];
    case 'list':
      return [renderListChoice(lists, values, set)];
  }
}

function renderInput(label, type, value, changed) {
  const inputId = uniqueId();
  return element(
    'div',
    {},
    element('label', { htmlFor: inputId }, label),
    element('input', {
      id: inputId,
      type,
      step: type === 'number' ? 'any' : '',
      value: value ?? '',
      oninput: (event) => changed(event.target.value),
    }),
  );
}

function renderText(values, changed) {
  const inputId = uniqueId();
  const read = (text) => {
    const parts = text.split(';').map((part) => part.trim());
    values.splice(0, values.length, ...parts.filter((part) => part !== ''));
    changed();
  };
  return element(
    'div',
    {},
    element('label', { htmlFor: inputId }, 'Value'),
    element('input', {
      id: inputId,
      type: 'text',
      value: values.join('; '),
      'aria-describedby': `${inputId}-hint`,
      oninput: (event) => read(event.target.value),
    }),
    element(
      'span',
      { id: `${inputId}-hint`, className: 'subtle' },
      'Separate several values with semicolons.',
    ),
  );
}

function renderOptions(property, values, changed) {
  const isSingle = property.type === 'bool';
  const group = uniqueId();
  const toggle = (value, isChosen) => {
    if (isSingle) values.splice(0, values.length, value);
    else if (isChosen) values.push(value);
    else values.splice(values.indexOf(value), 1);
    changed();
  };
  const choices = property.options.map(({ value, label }) =>
    element(
      'label',
      { className: 'choice' },
      element('input', {
        type: isSingle ? 'radio' : 'checkbox',
        name: group,
        checked: values.includes(value),
        onchange: (event) => toggle(value, event.target.checked),
      }),
      element('span', {}, label),
    ),
  );
  return element(
    'fieldset',
    {},
    element('legend', { className: 'visually-hidden' }, `Values of ${property.label}`),
    choices,
  );
}

function renderListChoice(lists, values, set) {
  const selectId = uniqueId();
  if (values[0] === undefined && lists[0]) values[0] = lists[0].listId;
  const choices = lists.map(({ listId, name }) =>
    element('option', { value: listId, selected: listId === values[0] }, name),
  );
  return element(
    'div',
    {},
    element('label', { htmlFor: selectId }, 'List'),
    element('select', { id: selectId, onchange: (event) => set(0, event.target.value) }, choices),
  );
}
