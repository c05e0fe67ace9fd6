using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Architecture;

/// <summary>
/// Holds the arrows: entry points → workflows → adapters → Core. An adapter knows no workflow and no other adapter, but for those that use
/// Processes. A room that is missing here fails the test: a newcomer decides where it stands.
/// </summary>
public class ArrowsTests
{
    private const string Root = "Reliably.GitOps";

    private static readonly Dictionary<string, Room> Rooms = new(StringComparer.Ordinal)
    {
        ["Commands"] = new(Layer.EntryPoint),
        ["Dashboard"] = new(Layer.EntryPoint),
        ["Demo"] = new(Layer.EntryPoint),
        ["Doctor"] = new(Layer.EntryPoint),
        ["Webhooks"] = new(Layer.EntryPoint),
        ["Authoring"] = new(Layer.Workflow),
        ["Schedules"] = new(Layer.Workflow),
        ["Executions"] = new(Layer.Workflow),
        ["Executions.Control"] = new(Layer.Workflow),
        ["Executions.Guards"] = new(Layer.Workflow),
        ["Publishing"] = new(Layer.Workflow),
        ["Plans"] = new(Layer.Workflow),
        ["Starters"] = new(Layer.Workflow),
        ["Reviews"] = new(Layer.Workflow),
        ["PullRequests"] = new(Layer.Workflow),
        ["Configuration"] = new(Layer.Adapter),
        ["Documents"] = new(Layer.Adapter),
        ["Git"] = new(Layer.Adapter, "Processes"),
        ["GitHub"] = new(Layer.Adapter, "GitHub.Wire"),
        ["GitHub.Wire"] = new(Layer.Adapter),
        ["Secrets"] = new(Layer.Adapter, "Processes"),
        ["Executions.Native"] = new(Layer.Adapter, "Processes"),
        ["Executions.ChaosToolkit"] = new(Layer.Adapter, "Processes"),
        ["Executions.Containers"] = new(Layer.Adapter, "Processes", "Executions.ChaosToolkit"),
        ["Processes"] = new(Layer.Adapter),
    };

    /// <summary>The seam between the execution workflow and its engines: the engines implement it, so they know it and nothing else of the workflow.</summary>
    private static readonly HashSet<Type> Seams = [typeof(IExperimentRunner), typeof(RunRequest), typeof(RunSignals), typeof(PauseGate)];

    [Fact]
    public void Arrows_point_from_entry_points_to_workflows_to_adapters()
    {
        var program = typeof(GitOpsApp).Assembly;
        var wrong =
            from type in program.GetTypes()
            where RoomOf(type) is { Length: > 0 }
            from target in TypeReferences.Of(type)
            where target.Assembly == program && RoomOf(target) is { Length: > 0 } && !Seams.Contains(target) && !Allowed(RoomOf(type), RoomOf(target))
            select $"{type.FullName} must not know {target.FullName}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_of_the_program_has_its_layer() =>
        typeof(GitOpsApp).Assembly.GetTypes().Select(RoomOf).Where(static room => room.Length > 0 && !Rooms.ContainsKey(room)).Distinct().ShouldBeEmpty();

    [Fact]
    public void Core_knows_no_web_framework_no_tasks_and_nothing_of_the_program()
    {
        var core = typeof(ExecutionOrder).Assembly;
        core.GetReferencedAssemblies().Select(static name => name.Name!)
            .Where(static name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal) || name == "reliably")
            .ShouldBeEmpty();
        core.GetExportedTypes().SelectMany(TypeReferences.Of)
            .Where(static type => type.Namespace is "System.Net.Http" || type == typeof(System.Diagnostics.Process) || typeof(FileSystemInfo).IsAssignableFrom(type))
            .Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Interfaces_stand_only_where_there_are_two_implementations()
    {
        var types = typeof(GitOpsApp).Assembly.GetTypes().Concat(typeof(ExecutionOrder).Assembly.GetTypes()).ToList();
        types.Where(static type => type.IsInterface)
            .Where(declared => types.Count(type => type.IsClass && declared.IsAssignableFrom(type)) < 2)
            .Select(static type => type.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Names_say_what_a_type_is() =>
        typeof(GitOpsApp).Assembly.GetTypes().Concat(typeof(ExecutionOrder).Assembly.GetTypes())
            .Where(static type => new[] { "Helper", "Helpers", "Manager", "Utils", "Utility" }.Any(type.Name.EndsWith))
            .Select(static type => type.FullName).ShouldBeEmpty();

    private static bool Allowed(string from, string to)
    {
        if (from == to || !Rooms.TryGetValue(from, out var source) || !Rooms.TryGetValue(to, out var target)) return true;
        return source.Layer switch
        {
            Layer.EntryPoint => true,
            Layer.Workflow => target.Layer != Layer.EntryPoint,
            _ => source.Uses.Contains(to),
        };
    }

    /// <summary>The namespace below the root: <c>Executions.Native</c>. Types of the root itself (the front door, its terminal) belong to no room.</summary>
    private static string RoomOf(Type type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } declaring) outermost = declaring;
        var space = outermost.Namespace ?? "";
        return space.StartsWith(Root + ".", StringComparison.Ordinal) ? space[(Root.Length + 1)..] : "";
    }

    private enum Layer
    {
        EntryPoint,
        Workflow,
        Adapter,
    }

    private sealed record Room(Layer Layer, params string[] Uses);
}
