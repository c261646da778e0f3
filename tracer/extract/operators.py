"""libcst operators as they are written."""

from __future__ import annotations

from tracer.extract.nodes import cst

OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.MatrixMultiply: "@",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.BitAnd: "&",
    cst.BitOr: "|",
    cst.BitXor: "^",
    cst.Minus: "-",
    cst.Plus: "+",
    cst.BitInvert: "~",
    cst.AddAssign: "+",
    cst.SubtractAssign: "-",
    cst.MultiplyAssign: "*",
    cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//",
    cst.ModuloAssign: "%",
    cst.PowerAssign: "**",
    cst.MatrixMultiplyAssign: "@",
    cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>",
    cst.BitAndAssign: "&",
    cst.BitOrAssign: "|",
    cst.BitXorAssign: "^",
}
COMPARISONS: dict[type[cst.CSTNode], tuple[str, int]] = {  # with the number of words it takes
    cst.Equal: ("==", 0),
    cst.NotEqual: ("!=", 0),
    cst.LessThan: ("<", 0),
    cst.LessThanEqual: ("<=", 0),
    cst.GreaterThan: (">", 0),
    cst.GreaterThanEqual: (">=", 0),
    cst.In: ("in", 1),
    cst.NotIn: ("not in", 2),
    cst.Is: ("is", 1),
    cst.IsNot: ("is not", 2),
}
