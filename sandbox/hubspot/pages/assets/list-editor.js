import { element, uniqueId } from './element.js';
import { renderOperands } from './operands.js';

const model = JSON.parse(document.getElementById('editor-model').textContent);
const properties = new Map(model.properties.map((property) => [property.name, property]));
const groups = model.groups.length > 0 ? model.groups : [[]];

const byId = (elementId) => document.getElementById(elementId);
const container = byId('groups');
const message = byId('message');
let name = model.name;

// --- criteria -------------------------------------------------------------------------------------------------

function render(focus = () => {}) {
  container.replaceChildren(
    ...groups.flatMap((group, index) => [
      ...(index > 0 ? [element('p', { className: 'joint' }, 'or')] : []),
      renderGroup(group, index),
    ]),
  );
  focus();
  estimateSoon();
}

function renderGroup(group, index) {
  const label = `Group ${index + 1}`;
  const picker = element('div', {});
  const addButton = element(
    'button',
    { type: 'button', onclick: () => openPicker(picker, group, addButton) },
    'Add filter',
  );
  return element(
    'section',
    { className: 'group', 'aria-label': label },
    element(
      'div',
      { className: 'group-head' },
      element('h3', {}, label),
      groups.length > 1
        ? element(
            'button',
            { type: 'button', className: 'link', onclick: () => removeGroup(index) },
            `Delete group ${index + 1}`,
          )
        : '',
    ),
    group.length === 0
      ? element('p', { className: 'subtle' }, 'Contacts must meet all filters of a group.')
      : '',
    ...group.flatMap((criterion, position) => [
      ...(position > 0 ? [element('p', { className: 'joint' }, 'and')] : []),
      renderFilter(group, criterion, position),
    ]),
    element('div', { className: 'group-buttons' }, addButton),
    picker,
  );
}

function renderFilter(group, criterion, position) {
  const property = properties.get(criterion.property);
  const choices = model.operators[property.type];
  const operands = element('div', { className: 'operands' });
  const selectId = uniqueId();
  const showOperands = () => {
    const { operands: kind } = choices.find(({ key }) => key === criterion.operator);
    const parts = { kind, property, values: criterion.values, lists: model.lists, changed: estimateSoon };
    operands.replaceChildren(...renderOperands(parts));
    estimateSoon();
  };
  const chooseOperator = (event) => {
    const kindOf = (operator) => choices.find(({ key }) => key === operator).operands;
    if (kindOf(event.target.value) !== kindOf(criterion.operator)) criterion.values.length = 0;
    criterion.operator = event.target.value;
    showOperands();
  };
  const card = element(
    'div',
    { className: 'filter', role: 'group', 'aria-label': property.label },
    element(
      'div',
      { className: 'filter-head' },
      element('strong', {}, property.label),
      element(
        'button',
        {
          type: 'button',
          className: 'link',
          'aria-label': `Remove filter ${property.label}`,
          onclick: () => {
            group.splice(position, 1);
            render();
          },
        },
        'Remove',
      ),
    ),
    element(
      'div',
      { className: 'row' },
      element(
        'div',
        {},
        element('label', { htmlFor: selectId }, 'Operator'),
        element(
          'select',
          { id: selectId, onchange: chooseOperator },
          choices.map(({ key, label }) =>
            element('option', { value: key, selected: key === criterion.operator }, label),
          ),
        ),
      ),
      operands,
    ),
  );
  showOperands();
  return card;
}

function removeGroup(index) {
  groups.splice(index, 1);
  render(() => byId('add-group').focus());
}

// --- choosing a property ----------------------------------------------------------------------------------------

function openPicker(holder, group, opener) {
  const inputId = uniqueId();
  const results = element('ul', { 'aria-label': 'Properties' });
  const close = () => {
    holder.replaceChildren();
    opener.focus();
  };
  const choose = (property) => {
    group.push({ property: property.name, operator: model.operators[property.type][0].key, values: [] });
    const groupIndex = groups.indexOf(group);
    render(() => {
      const section = container.querySelectorAll('.group')[groupIndex];
      [...section.querySelectorAll('.filter')].at(-1).querySelector('select').focus();
    });
  };
  const find = (text) => {
    const wanted = text.trim().toLowerCase();
    const found = model.properties.filter(({ label, name: internal }) =>
      `${label} ${internal}`.toLowerCase().includes(wanted),
    );
    results.replaceChildren(
      ...found.map((property) =>
        element(
          'li',
          {},
          element(
            'button',
            { type: 'button', 'aria-label': property.label, onclick: () => choose(property) },
            property.label,
            element('span', { className: 'subtle' }, property.group),
          ),
        ),
      ),
      ...(found.length === 0 ? [element('li', { className: 'subtle' }, 'No property matches.')] : []),
    );
  };
  const input = element('input', {
    id: inputId,
    type: 'search',
    oninput: (event) => find(event.target.value),
  });
  holder.replaceChildren(
    element(
      'div',
      { className: 'picker', onkeydown: (event) => event.key === 'Escape' && close() },
      element('label', { htmlFor: inputId }, 'Search properties'),
      input,
      results,
    ),
  );
  find('');
  input.focus();
}

// --- estimate ---------------------------------------------------------------------------------------------------

let waiting;
let asked = 0;

function estimateSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(estimate, 250);
}

async function estimate() {
  asked += 1;
  const turn = asked;
  const answer = await send(model.estimateUrl, 'POST', { groups });
  // A slower, older answer must not overwrite a newer one.
  if (turn !== asked) return;
  byId('estimate').textContent = answer.problem ? '–' : answer.count.toLocaleString('en-US');
  byId('estimate-note').textContent = answer.problem
    ? 'Complete the filters to see an estimate.'
    : 'contacts meet these filters';
}

async function send(url, method, body) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return await response.json();
}

// --- name -------------------------------------------------------------------------------------------------------

function showName() {
  byId('title').textContent = name;
  byId('save-name').value = name;
}

function editName() {
  const input = byId('title-input');
  input.value = name;
  byId('title-view').hidden = true;
  byId('title-edit').hidden = false;
  input.focus();
  input.select();
}

function keepName() {
  name = byId('title-input').value.trim() || name;
  byId('title-view').hidden = false;
  byId('title-edit').hidden = true;
  showName();
}

byId('edit-name').addEventListener('click', editName);
byId('title-input').addEventListener('blur', keepName);
byId('title-input').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' && event.key !== 'Escape') return;
  // Otherwise the same key press would go on to press the button that gets the focus below.
  event.preventDefault();
  if (event.key === 'Escape') event.target.value = name;
  keepName();
  byId('edit-name').focus();
});

// --- review and save --------------------------------------------------------------------------------------------

function say(text) {
  message.hidden = text === '';
  message.textContent = text;
}

const processingType = () =>
  document.querySelector('input[name="processingType"]:checked')?.value ?? model.processingType;

async function review() {
  say('');
  const answer = await send(model.reviewUrl, 'POST', { groups });
  if (answer.problem) {
    say(answer.problem);
    message.focus();
    return;
  }
  byId('review-criteria').replaceChildren(...answer.words.map((words) => element('li', {}, words)));
  byId('review-type').textContent = processingType() === 'DYNAMIC' ? 'Active list' : 'Static list';
  byId('review-size').textContent = answer.count.toLocaleString('en-US');
  byId('save-problem').hidden = true;
  showName();
  byId('review').showModal();
}

async function save(event) {
  event.preventDefault();
  const body = { name: byId('save-name').value, processingType: processingType(), groups };
  const answer = await send(model.saveUrl, model.saveMethod, body);
  if (answer.url) {
    location.href = answer.url;
    return;
  }
  byId('save-problem').hidden = false;
  byId('save-problem').textContent = answer.problem;
}

byId('add-group').addEventListener('click', () => {
  groups.push([]);
  render(() => container.lastElementChild.querySelector('.group-buttons button').focus());
});
byId('review-button').addEventListener('click', review);
byId('review-form').addEventListener('submit', save);
showName();
render();
