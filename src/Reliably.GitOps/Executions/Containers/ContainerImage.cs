using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>An image that is on the machine.</summary>
/// <param name="Id">Its digest.</param>
/// <param name="Variables">What it sets by itself.</param>
internal sealed record ContainerImage(string Id, ImmutableDictionary<string, string> Variables)
{
    /// <summary>Fetches the image as its policy says. A problem is a sentence that says what to do.</summary>
    public static async Task<(ContainerImage? Image, string? Problem)> GetAsync(ContainerCli cli, ContainerSettings settings, CancellationToken stop)
    {
        if (settings.Pull == PullPolicy.Always && await PullAsync(cli, settings, stop) is { } problem) return (null, problem);
        var found = await InspectAsync(cli, settings.Image, stop);
        if (found.Image is not null || settings.Pull == PullPolicy.Always || stop.IsCancellationRequested) return found;
        var isThere = await cli.RunAsync(["version"], stop: stop);
        if (!isThere.Ok) return (null, $"{ContainerCli.NameOf(cli.Engine)} cannot be used: {isThere.Problem}. Start it, and give the service the right to use it.");
        if (settings.Pull == PullPolicy.Never) return (null, $"The image '{settings.Image}' is not on this machine, and 'pull: never' forbids to fetch it.");
        return await PullAsync(cli, settings, stop) is { } failed ? (null, failed) : await InspectAsync(cli, settings.Image, stop);
    }

    private static async Task<string?> PullAsync(ContainerCli cli, ContainerSettings settings, CancellationToken stop)
    {
        var pulled = await cli.RunAsync(["pull", "--quiet", settings.Image], ContainerCli.PullPatience, stop);
        return pulled.Ok ? null : $"The image '{settings.Image}' cannot be fetched: {pulled.Problem}. Correct its name, or log in to its registry as the service's account.";
    }

    private static async Task<(ContainerImage? Image, string? Problem)> InspectAsync(ContainerCli cli, string name, CancellationToken stop)
    {
        var answer = await cli.RunAsync(["image", "inspect", "--format", "{{.Id}} {{json .Config.Env}}", name], stop: stop);
        if (!answer.Ok || answer.Text.IndexOf(' ', StringComparison.Ordinal) is not (> 0 and var space)) return (null, $"The image '{name}' cannot be looked at: {answer.Problem}.");
        var list = JsonReader.TryParse(Encoding.UTF8.GetBytes(answer.Text[(space + 1)..]), out _) as DataNode.Sequence ?? DataNode.Sequence.Empty;
        var variables = list.Items.OfType<DataNode.Text>().Select(static item => item.Value.Split('=', 2)).Where(static pair => pair.Length == 2);
        return (new(answer.Text[..space], variables.ToImmutableDictionary(static pair => pair[0], static pair => pair[1])), null);
    }
}
