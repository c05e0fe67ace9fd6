using System.Collections.Immutable;

namespace Reliably.GitOps.Executions.Control;

/// <summary>A running execution of this machine that this account may direct, and the socket that leads to it.</summary>
internal sealed record ReachableExecution(ListedExecution Listed, string Socket)
{
    /// <summary>All of them, oldest first.</summary>
    /// <param name="variables">The caller's environment.</param>
    /// <param name="dataFolder">A service's data folder, whose socket is asked too.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<ImmutableArray<ReachableExecution>> ListAsync(IReadOnlyDictionary<string, string> variables, string? dataFolder, CancellationToken stop)
    {
        var sockets = ControlFolder.Sockets(variables).Concat(dataFolder is null ? [] : [ControlFolder.OfService(dataFolder)]).Where(File.Exists).ToList();
        var replies = await Task.WhenAll(sockets.Select(async socket => (Socket: socket, Reply: await ControlSocket.AskAsync(socket, new() { Verb = ControlVerb.List }, stop))));
        return
        [
            .. replies.SelectMany(static item => item.Reply?.Executions.Select(listed => new ReachableExecution(listed, item.Socket)) ?? [])
                .DistinctBy(static item => item.Listed.Id)
                .OrderBy(static item => item.Listed.Id),
        ];
    }

    /// <summary>The beginning of an identifier names it, and so does the beginning of its last part, which is what differs.</summary>
    public bool IsNamed(string text) =>
        Listed.Id.Value.StartsWith(text, StringComparison.OrdinalIgnoreCase) || Listed.Id.Value[(Listed.Id.Value.IndexOf('-', StringComparison.Ordinal) + 1)..].StartsWith(text, StringComparison.OrdinalIgnoreCase);
}
