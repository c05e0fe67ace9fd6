namespace Reliably.GitOps.Deployments;

public class ContainerLaunchTests
{
    [Fact]
    public void Says_all_of_it_to_docker() => string.Join(' ', Launch(new() { Image = "shop/chaos:1" }).Arguments).ShouldBe(
        "create --name reliably-20261121T030000Z-7f3a9c --label reliably.execution=20261121T030000Z-7f3a9c --pull never --init --log-driver none --user 1000:1000 "
        + "--env-file /run/variables --workdir /reliably/work --mount type=bind,\"source=/data/work/a\",target=/reliably "
        + "--memory 1073741824 --memory-swap 1073741824 --pids-limit 4096 --network bridge --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp:mode=1777 --read-only "
        + "--entrypoint chaos sha256:0123 run experiment.yaml");

    [Fact]
    public void Tells_podman_to_keep_the_account_and_to_mark_the_folder()
    {
        var arguments = (Launch(new() { Image = "shop/chaos:1", Engine = ContainerEngine.Podman }) with { KeepsUser = true }).Arguments;
        string.Join(' ', arguments).ShouldContain("--volume /data/work/a:/reliably:Z");
        string.Join(' ', arguments).ShouldContain("--userns keep-id");
    }

    [Fact]
    public void Takes_what_the_deployment_says()
    {
        var arguments = string.Join(' ', Launch(new() { Image = "i", Memory = 64 << 20, Network = "shop", ReadOnly = false }).Arguments);
        arguments.ShouldContain("--memory 67108864 --memory-swap 67108864");
        arguments.ShouldContain("--network shop");
        arguments.ShouldNotContain("--read-only");
    }

    [Fact]
    public void Names_a_folder_with_a_quote_and_a_comma_in_the_way_of_a_table() =>
        (Launch(new() { Image = "i" }) with { HostFolder = "/data/a,\"b\"" }).Arguments.ShouldContain("type=bind,\"source=/data/a,\"\"b\"\"\",target=/reliably");

    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("one\rtwo")]
    [InlineData("one\0two")]
    public void A_value_of_several_lines_fits_into_no_file_of_variables(string value)
    {
        ContainerLaunch.Unfit([new("A", "fine # all of it = taken"), new("B", value)]).ShouldBe("B");
        ContainerLaunch.Unfit([new("A", "fine")]).ShouldBeNull();
    }

    [Theory]
    [InlineData("chaos")]
    [InlineData("shop/chaos:1.4")]
    [InlineData("ghcr.io/shop/chaos_toolkit__x/y-z:v1.0-rc.1")]
    [InlineData("localhost:5000/chaos")]
    [InlineData("localhost/chaos:1")]
    [InlineData("registry.example.com:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("chaos:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Knows_the_name_of_an_image(string name) => ContainerNames.IsImage(name).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("-v")]
    [InlineData("--privileged")]
    [InlineData("Shop/chaos")]
    [InlineData("shop//chaos")]
    [InlineData("shop/chaos:")]
    [InlineData("shop/chaos:-1")]
    [InlineData("shop/chaos 1")]
    [InlineData("shop/chaos\n")]
    [InlineData("shop/chaos@sha256:12")]
    [InlineData("-registry.example.com/chaos")]
    [InlineData("shop/-chaos")]
    [InlineData("é")]
    public void Knows_what_is_no_name_of_an_image(string name) => ContainerNames.IsImage(name).ShouldBeFalse();

    [Theory]
    [InlineData("1000", true)]
    [InlineData("1000:1000", true)]
    [InlineData("chaos:chaos", true)]
    [InlineData("_apt", true)]
    [InlineData("0", true)]
    [InlineData(":", false)]
    [InlineData("1000:", false)]
    [InlineData("a b", false)]
    [InlineData("-u", false)]
    [InlineData("a:b:c", false)]
    public void Knows_an_account(string name, bool good) => ContainerNames.IsUser(name).ShouldBe(good);

    [Theory]
    [InlineData("none", true)]
    [InlineData("shop-net_1.2", true)]
    [InlineData("container:abc", false)]
    [InlineData("ns:/proc/1/ns/net", false)]
    [InlineData("-p", false)]
    public void Knows_a_network(string name, bool good) => ContainerNames.IsNetwork(name).ShouldBe(good);

    [Theory]
    [InlineData("chaos", true)]
    [InlineData("localhost:5000/chaos", true)]
    [InlineData("localhost:5000/chaos:latest", true)]
    [InlineData("chaos:1", false)]
    [InlineData("chaos@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    public void Knows_what_may_be_another_image_tomorrow(string name, bool moves) => ContainerNames.Moves(name).ShouldBe(moves);

    private static ContainerLaunch Launch(ContainerSettings settings) => new()
    {
        Settings = settings,
        Execution = "20261121T030000Z-7f3a9c",
        User = "1000:1000",
        HostFolder = "/data/work/a",
        EnvironmentFile = "/run/variables",
        ImageId = "sha256:0123",
        Program = "chaos",
        ProgramArguments = ["run", "experiment.yaml"],
    };

    [Theory]
    [InlineData(ContainerEngine.Docker)]
    [InlineData(ContainerEngine.Podman)]
    public void A_folder_is_opened_for_wiping_with_no_more_rights_than_the_run_had_and_the_container_is_found_again(ContainerEngine engine)
    {
        var (name, arguments) = ContainerLaunch.Opening(new() { Image = "x", Engine = engine }, "id", "1000:1000", keepsUser: false, "/data/shared", "sha256:1");
        name.ShouldBe("reliably-id-wipe");
        var line = string.Join(' ', arguments);
        foreach (var part in (string[])["--name reliably-id-wipe", "--label reliably.execution=id", "--user 1000:1000", "--cap-drop ALL", "no-new-privileges", "--read-only", "--network none", "--pids-limit"]) line.ShouldContain(part);
        line.ShouldEndWith("--entrypoint chmod sha256:1 -R a+rwX /reliably");
    }
}
