using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>A value that somebody gives a variable of the experiment.</summary>
/// <param name="Name">The key of the experiment's <c>configuration</c>.</param>
/// <param name="Value">Its value, already typed.</param>
public sealed record VariableValue(string Name, DataNode Value);
