"""The columns of each kind of row that is read, in the order in which `decode` takes them."""

SYMBOL = """
    SELECT k.key, s.kind, s.name, s.module, s.qualname, s.file, s.line, s.end_line, p.key, s.signature, s.bases, s.mro,
           s.origin, s.canonical, s.dead, s.warnings
    FROM symbols s JOIN keys k ON k.id = s.id LEFT JOIN keys p ON p.id = s.parent
    WHERE s.snapshot = ?
"""
MRO = "SELECT k.key, s.mro FROM symbols s JOIN keys k ON k.id = s.id WHERE s.snapshot = ?"
EXPORT = """
    SELECT e.name, e.api, k.key, e.file, e.line, e.text, e.deprecated
    FROM exports e JOIN keys k ON k.id = e.symbol WHERE e.snapshot = ?
"""
BINDING = """
    SELECT m.key, b.name, b.step, t.key, n.key, b.next_name, b.file, b.line, b.text, b.condition, b.rank
    FROM bindings b JOIN keys m ON m.id = b.module JOIN keys t ON t.id = b.target
         LEFT JOIN keys n ON n.id = b.next_module
    WHERE b.snapshot = ?
"""
UNRESOLVED = "SELECT kind, file, line, text, reason, symbol FROM unresolved WHERE snapshot = ?"
OP = """
    SELECT name, file, line, end_line, module, function, signature, endpoints, visibility, api_def, inputs, outputs,
           attributes, partial
    FROM ops WHERE snapshot = ?
"""
OPS_BEHIND = "SELECT ops FROM symbol_ops WHERE snapshot = ? AND symbol = (SELECT id FROM keys WHERE key = ?)"
KERNEL = """
    SELECT op, file, line, device, types, kernel_class, class_file, class_line, label, priority, partial
    FROM kernels WHERE snapshot = ?
"""
GRADIENT = "SELECT op, file, line, function FROM gradients WHERE snapshot = ?"
COUNTERPART = """
    SELECT c.name, s.key, t.key, c.file, c.line
    FROM counterparts c JOIN keys s ON s.id = c.symbol LEFT JOIN keys t ON t.id = c.target WHERE c.snapshot = ?
"""
EDGE = """
    SELECT a.key, b.key, l.key, e.sites, e.count
    FROM edges e JOIN keys l ON l.id = e.label JOIN keys a ON a.id = e.caller JOIN keys b ON b.id = e.callee
    WHERE e.snapshot = ?
"""
OBSERVATION = """
    SELECT a.key, b.key, o.kind, o.sites, sum(o.count), sum(o.seconds)
    FROM observations o JOIN keys a ON a.id = o.caller JOIN keys b ON b.id = o.callee WHERE o.snapshot = ?
"""
OBSERVATION_ORDER = "GROUP BY o.caller, o.callee, o.kind ORDER BY 5 DESC, 1, 2, 3"
FILE = "SELECT id, source, path, blob, kind, module, is_package, is_test FROM files WHERE snapshot = ?"
EXTRACTED = """
    SELECT a.data, b.data FROM files f JOIN facts a USING (blob, kind) JOIN flows b USING (blob, kind, version)
    WHERE f.snapshot = ? AND f.id = ? AND version = ?
"""
COUNTED = ("files", "symbols", "exports", "bindings", "unresolved", "ops", "kernels", "gradients", "edges")
"""The tables whose rows are counted."""
