"""Reading DMN files of the standard's versions 1.1 to 1.5."""

from typing import Any

from app.content.decision import (
    AGGREGATIONS,
    HIT_POLICIES,
    Boxed,
    Column,
    Decision,
    DecisionModel,
    ItemType,
    Literal,
    Logic,
    Rule,
    Table,
)
from app.content.dmnparts import allowed, href, id_of, output_of, parameters, requirements, type_of
from app.content.xml import child, children, local, read_xml, refused, text_of

__all__ = [
    "Boxed",
    "Column",
    "Decision",
    "DecisionModel",
    "ItemType",
    "Literal",
    "Logic",
    "Rule",
    "Table",
    "read_dmn",
]


def read_dmn(data: bytes, file: str) -> DecisionModel:
    """Read a DMN file. Raises BadContent with file and element."""
    root = read_xml(data, file)
    if local(root) != "definitions" or not any("/DMN/" in (uri or "") for uri in root.nsmap.values()):
        raise refused(file, "dmn", "", f"文件 {file} 不是 DMN 决策文件。")
    reader = _Reader(file)
    return DecisionModel(
        name=root.get("name", ""),
        file=file,
        inputs={id_of(e): reader.input(e) for e in children(root, "inputData")},
        decisions={id_of(e): reader.decision(e) for e in children(root, "decision")},
        knowledge={id_of(e): reader.knowledge(e) for e in children(root, "businessKnowledgeModel")},
        services={id_of(e): reader.service(e, root) for e in children(root, "decisionService")},
        types={e.get("name", ""): reader.item(e) for e in children(root, "itemDefinition")},
    )


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file

    def input(self, element: Any) -> tuple[str, str]:
        variable = child(element, "variable")
        name = variable.get("name") if variable is not None else element.get("name")
        return name or element.get("name", ""), type_of(variable)

    def item(self, element: Any) -> ItemType:
        return ItemType(
            name=element.get("name", ""),
            base=text_of(child(element, "typeRef")),
            collection=element.get("isCollection") == "true",
            components=tuple(self.item(c) for c in children(element, "itemComponent")),
            allowed=allowed(child(element, "allowedValues")),
            constraint=allowed(child(element, "typeConstraint")),
            output=output_of(child(element, "functionItem")),
        )

    def decision(self, element: Any) -> Decision:
        variable = child(element, "variable")
        name = element.get("name", "")
        return Decision(
            id=id_of(element),
            name=name,
            variable=(variable.get("name") if variable is not None else None) or name,
            type=type_of(variable),
            logic=self.logic_in(element),
            requires=requirements(element),
        )

    def knowledge(self, element: Any) -> Decision:
        variable = child(element, "variable")
        function = child(element, "encapsulatedLogic")
        name = element.get("name", "")
        return Decision(
            id=id_of(element),
            name=name,
            variable=(variable.get("name") if variable is not None else None) or name,
            type=type_of(variable),
            logic=self._encapsulated(function),
            requires=requirements(element),
            parameters=parameters(function),
        )

    def _encapsulated(self, function: Any) -> Logic | None:
        if function is None:
            return None
        return Boxed("external", ()) if function.get("kind", "FEEL") != "FEEL" else self.logic_in(function)

    def service(self, element: Any, root: Any) -> Decision:
        ids = {e.get("id"): e for e in root}
        inputs = [
            ids.get(href(e)) for e in (*children(element, "inputData"), *children(element, "inputDecision"))
        ]
        name = element.get("name", "")
        return Decision(
            id=id_of(element),
            name=name,
            variable=name,
            type=type_of(child(element, "variable")),
            logic=None,
            parameters=tuple(self.input(e) for e in inputs if e is not None),
            outputs=tuple(href(e) for e in children(element, "outputDecision")),
        )

    def logic_in(self, element: Any) -> Logic | None:
        found = next((c for c in element if local(c) in self._kinds()), None)
        return None if found is None else self.logic(found)

    def logic(self, element: Any) -> Logic:
        return self._kinds()[local(element)](element)

    def _kinds(self) -> dict[str, Any]:
        return {
            "literalExpression": lambda e: Literal(text_of(child(e, "text")), e.get("typeRef", "")),
            "decisionTable": self._table,
            "context": self._context,
            "invocation": self._invocation,
            "list": self._list,
            "relation": self._relation,
            "functionDefinition": self._function,
            "conditional": lambda e: self._named(e, "conditional", ("if", "then", "else")),
            "filter": lambda e: self._named(e, "filter", ("in", "match")),
            "for": lambda e: self._iterator(e, "for", "return"),
            "some": lambda e: self._iterator(e, "some", "satisfies"),
            "every": lambda e: self._iterator(e, "every", "satisfies"),
        }

    def _list(self, element: Any) -> Boxed:
        items = tuple(("", self.logic(c)) for c in element if local(c) in self._kinds())
        return Boxed("list", items, element.get("typeRef", ""))

    def _named(self, element: Any, kind: str, names: tuple[str, ...]) -> Boxed:
        return Boxed(
            kind, tuple((n, self.logic_in(child(element, n))) for n in names if child(element, n) is not None)
        )

    def _iterator(self, element: Any, kind: str, result: str) -> Boxed:
        named = self._named(element, kind, ("in", result))
        return Boxed(kind, (("variable", element.get("iteratorVariable", "item")), *named.parts))

    def _context(self, element: Any) -> Boxed:
        parts = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            logic = self.logic_in(entry)
            kind = type_of(variable)
            if kind and logic is not None:
                logic = Boxed("typed", (("", logic),), kind)
            parts.append((variable.get("name", "") if variable is not None else "", logic))
        return Boxed("context", tuple(parts), element.get("typeRef", ""))

    def _invocation(self, element: Any) -> Boxed:
        parts = [("", self.logic_in(element))]
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            parts.append((parameter.get("name", ""), self.logic_in(binding)))
        return Boxed("invocation", tuple(parts), element.get("typeRef", ""))

    def _relation(self, element: Any) -> Boxed:
        columns = [c.get("name", "") for c in children(element, "column")]
        rows = []
        for row in children(element, "row"):
            cells = [self.logic(c) for c in row if local(c) in self._kinds()]
            rows.append(("", Boxed("context", tuple(zip(columns, cells, strict=False)))))
        return Boxed("list", tuple(rows), element.get("typeRef", ""))

    def _function(self, element: Any) -> Boxed:
        if element.get("kind", "FEEL") != "FEEL":
            return Boxed("external", ())
        names = tuple((name, kind) for name, kind in parameters(element))
        return Boxed(
            "function", (("parameters", names), ("body", self.logic_in(element))), element.get("typeRef", "")
        )

    def _table(self, element: Any) -> Table:
        policy = element.get("hitPolicy", "UNIQUE").upper()
        aggregation = element.get("aggregation", "").upper()
        if policy not in HIT_POLICIES or (aggregation and aggregation not in AGGREGATIONS):
            identifier = element.get("id", "")
            message = f"决策表“{identifier}”的命中策略“{policy} {aggregation}”不受支持。"
            raise refused(self._file, "hit-policy", identifier, message)
        inputs = tuple(self._input(e) for e in children(element, "input"))
        outputs = tuple(self._output(e) for e in children(element, "output"))
        return Table(policy, aggregation, inputs, outputs, self._rules(element, len(inputs), len(outputs)))

    def _rules(self, element: Any, inputs: int, outputs: int) -> tuple[Rule, ...]:
        rules = []
        for number, row in enumerate(children(element, "rule"), 1):
            rule = Rule(
                id=row.get("id") or f"rule_{number}",
                inputs=tuple(text_of(child(e, "text")) or "-" for e in children(row, "inputEntry")),
                outputs=tuple(text_of(child(e, "text")) for e in children(row, "outputEntry")),
                note=text_of(child(row, "description")) or text_of(child(row, "annotationEntry")),
            )
            if (len(rule.inputs), len(rule.outputs)) != (inputs, outputs):
                message = f"决策表第 {number} 行的格数与列数不符。"
                raise refused(self._file, "table", rule.id, message)
            rules.append(rule)
        return tuple(rules)

    def _input(self, element: Any) -> Column:
        expression = child(element, "inputExpression")
        return Column(
            id=element.get("id", ""),
            name=element.get("label", ""),
            text=text_of(child(expression, "text")) if expression is not None else "",
            type=expression.get("typeRef", "") if expression is not None else "",
            allowed=allowed(child(element, "inputValues")),
        )

    def _output(self, element: Any) -> Column:
        default = child(element, "defaultOutputEntry")
        return Column(
            id=element.get("id", ""),
            name=element.get("name", ""),
            text=element.get("label", ""),
            type=element.get("typeRef", ""),
            allowed=allowed(child(element, "outputValues")),
            default=text_of(child(default, "text")) if default is not None else "",
        )
