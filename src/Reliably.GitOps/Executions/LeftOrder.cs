namespace Reliably.GitOps.Executions;

/// <summary>What an execution that its service did not survive had been ordered to run.</summary>
/// <param name="Order">The order; null where it cannot be found again as it was.</param>
/// <param name="Gone">Why not, as a clause.</param>
internal sealed record LeftOrder(ExecutionOrder? Order, string? Gone);

/// <summary>Finds again what an execution was ordered to run.</summary>
internal delegate Task<LeftOrder> FindLeftOrder(ExecutionRecord record, CancellationToken stop);
