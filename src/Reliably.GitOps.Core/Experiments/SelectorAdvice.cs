using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// Actions that take everything because nothing narrows them: the functions of the Kubernetes, AWS and Azure extensions that fall back to
/// "all" (read in their sources), and programs that are told so.
/// </summary>
internal static class SelectorAdvice
{
    private static readonly ImmutableArray<Selecting> Known =
    [
        new("chaosk8s.pod.actions", ["terminate_pods", "exec_in_pods"], ["label_selector", "name_pattern"], "all pods of the namespace") { OnlyWhenAll = true },
        new("chaosk8s.node.actions", ["delete_nodes"], ["label_selector", "count"], "all nodes of the cluster") { OnlyWhenAll = true },
        new("chaosk8s.node.actions", ["cordon_node", "drain_nodes"], ["name", "label_selector", "count", "pod_label_selector"], "all nodes of the cluster"),
        new("chaosk8s.deployment.actions", ["delete_deployment"], ["name", "label_selector"], "all deployments of the namespace"),
        new("chaosk8s.replicaset.actions", ["delete_replica_set"], ["name", "label_selector"], "all replica sets of the namespace"),
        new("chaosk8s.statefulset.actions", ["remove_statefulset"], ["name", "label_selector"], "all stateful sets of the namespace"),
        new("chaosk8s.daemonset.actions", ["delete_daemon_set"], ["name", "label_selector"], "all daemon sets of the namespace"),
        new("chaosaws.ec2.actions", ["stop_instances", "terminate_instances", "restart_instances"], ["instance_ids", "filters"], "all instances of the availability zone"),
        new("chaosazure.machine.actions", [], ["filter"], "all machines of the subscription"),
        new("chaosazure.aks.actions", [], ["filter"], "any cluster of the subscription"),
        new("chaosazure.vmss.actions", [], ["filter", "instance_criteria"], "any scale set of the subscription"),
        new("chaosazure.webapp.actions", [], ["filter"], "any web app of the subscription"),
        new("chaosazure.storage.actions", [], ["filter"], "any storage account of the subscription"),
    ];

    private static readonly string[] Everything = ["*", ".*", ".+", "^.*$", "^.+$", "(.*)"];

    public static void Check(AdvisedActivity activity, DiagnosticList findings)
    {
        if (activity.Type == "python") Function(activity, findings);
        else if (activity.Command is { } line) Program(activity, line, findings);
    }

    private static void Function(AdvisedActivity activity, DiagnosticList findings)
    {
        if (activity.Function is not var (module, function) || Known.FirstOrDefault(known => known.Is(module, function)) is not { } selecting) return;
        if (selecting.OnlyWhenAll && !TakesAll(activity)) return;
        if (selecting.Narrowing.Any(name => Narrows(activity.Argument(name)))) return;
        var written = activity.Provider.Field("arguments");
        var place = selecting.Narrowing.Select(name => written?.Field(name)).FirstOrDefault(static one => one is not null) ?? activity.Provider.Field("func")!;
        findings.Add(DiagnosticCatalogue.UnboundedSelector.At(
            place, selecting.What, $"Narrow it with {string.Join(" or ", selecting.Narrowing.Select(static name => $"'{name}'"))}."));
    }

    /// <summary>The functions that choose among pods or nodes take one unless they are told to take all.</summary>
    private static bool TakesAll(AdvisedActivity activity) =>
        PythonTruth.Of(activity.Argument("all"))
        || (activity.Argument("mode") is DataNode.Text { Value: "percentage" } && activity.Argument("qty") is DataNode.Integer { Value: var percent } && percent >= 100);

    private static bool Narrows(DataNode? argument) =>
        PythonTruth.Of(argument) && !(argument is DataNode.Text text && (text.Value.Trim().Length == 0 || Everything.Contains(text.Value.Trim())));

    private static void Program(AdvisedActivity activity, CommandLine line, DiagnosticList findings)
    {
        if (line.Commands.Select(static command => UnboundedProgram.Of(command.Words)).FirstOrDefault(static found => found is not null) is not var (what, hint)) return;
        findings.Add(DiagnosticCatalogue.UnboundedSelector.At(activity.Provider.Field("arguments") ?? activity.Provider.Field("path")!, what, hint));
    }

    /// <summary>Functions of one module (none named: all but those that start or create), and the arguments that narrow them.</summary>
    private sealed record Selecting(string Module, ImmutableArray<string> Functions, ImmutableArray<string> Narrowing, string What)
    {
        /// <summary>Whether the function takes only one where nothing is said.</summary>
        public bool OnlyWhenAll { get; init; }

        public bool Is(string module, string function)
        {
            if (module != Module) return false;
            if (!Functions.IsEmpty) return Functions.Contains(function);
            return !function.StartsWith("start_", StringComparison.Ordinal) && !function.StartsWith("create_", StringComparison.Ordinal);
        }
    }
}
